/** Without it Earshot sees nothing; Firefox lets a person take it back at any time, Chromium narrow it down. */
export const allSites = { origins: ['<all_urls>'] };

/** Asked for only when a person switches notifications on. */
export const notifying = { permissions: ['notifications' as const] };
