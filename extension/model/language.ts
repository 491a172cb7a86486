/** Where all settings are in `storage.local`. */
export const settingsItem = 'settings';

/** The language that the person has chosen: `auto` is the browser's, else the name of a folder of `_locales`. */
export const automatic = 'auto';

/** Whether it can be the name of such a folder: `en`, `pt_BR`. */
export const isLanguage = (value: unknown): value is string =>
  value === automatic || (typeof value === 'string' && /^[a-z]{2,3}(?:_[A-Z]{2}|_[0-9]{3})?$/.test(value));

/**
 * The chosen language from what is stored of the settings. Apart from the rest of them, because every page needs it
 * before its first word, and nothing else.
 */
export function languageIn(stored: unknown): string {
  const language = typeof stored === 'object' && stored !== null ? Reflect.get(stored, 'language') : undefined;
  return isLanguage(language) ? language : automatic;
}
