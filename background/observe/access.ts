import browser from 'webextension-polyfill';
import { allSites } from '../../extension/model/access.ts';

/**
 * Whether Earshot may look at all sites. With some of them only, the browser would show what goes to these and hide the
 * rest, which would look like a quiet page.
 */
export async function hasAccess(): Promise<boolean> {
  return browser.permissions.contains(allSites);
}

/** Tells whether there is access whenever a permission comes or goes. Must be called synchronously at the start. */
export function listenToAccess(changed: (access: boolean) => void): void {
  const look = () => void hasAccess().then(changed);
  browser.permissions.onAdded.addListener(look);
  browser.permissions.onRemoved.addListener(look);
}
