import browser, { type Storage } from 'webextension-polyfill';
import { readSettings, type Settings, settingsItem } from '../../extension/model/settings.ts';

/** The person's settings. Never rejects: what cannot be read is as by default. */
export async function loadSettings(): Promise<Settings> {
  try {
    const { [settingsItem]: stored } = await browser.storage.local.get(settingsItem);
    return readSettings(stored);
  } catch {
    return readSettings(undefined);
  }
}

/** @throws where the browser refuses to store them: the person is told, so it must not pass in silence */
export async function saveSettings(settings: Settings): Promise<void> {
  await browser.storage.local.set({ [settingsItem]: settings });
}

/** Tells of every change, whoever made it. Must be called synchronously when the background starts. */
export function listenToSettings(changed: (settings: Settings) => void): void {
  browser.storage.onChanged.addListener((changes: Record<string, Storage.StorageChange>, area) => {
    const change = changes[settingsItem];
    if (area === 'local' && change) changed(readSettings(change.newValue));
  });
}
