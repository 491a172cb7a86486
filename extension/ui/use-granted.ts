import { useEffect, useState } from 'preact/hooks';
import browser, { type Permissions } from 'webextension-polyfill';

/**
 * Whether the browser grants something now, also when that changes elsewhere.
 *
 * @param wanted the same object every time
 * @returns null until the browser has said
 */
export function useGranted(wanted: Permissions.AnyPermissions): boolean | null {
  const [granted, setGranted] = useState<boolean | null>(null);
  useEffect(() => {
    const look = () => void browser.permissions.contains(wanted).then(setGranted, () => setGranted(false));
    browser.permissions.onAdded.addListener(look);
    browser.permissions.onRemoved.addListener(look);
    look();
    return () => {
      browser.permissions.onAdded.removeListener(look);
      browser.permissions.onRemoved.removeListener(look);
    };
  }, [wanted]);
  return granted;
}
