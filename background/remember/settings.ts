import browser, { type Storage } from 'webextension-polyfill';
import { readSettings, type Settings, settingsItem } from '../../extension/model/settings.ts';

/** The person's settings. Never rejects: what cannot be read is as by default. */
export async function loadSettings(): Promise<Settings> {
  try {
    return await storedSettings();
  } catch {
    return readSettings(undefined);
  }
}

async function storedSettings(): Promise<Settings> {
  const { [settingsItem]: stored } = await browser.storage.local.get(settingsItem);
  return readSettings(stored);
}

let turn: Promise<unknown> = Promise.resolve();

/**
 * Stores what `change` makes of the settings, one change after the other: what two parts of them change at once, neither
 * takes back.
 *
 * @throws where the browser refuses: the person is told, so it must not pass in silence
 */
export function changeSettings(change: (settings: Settings) => Settings): Promise<Settings> {
  const changed = turn.then(async () => {
    const settings = change(await storedSettings());
    await browser.storage.local.set({ [settingsItem]: settings });
    return settings;
  });
  turn = changed.catch(() => {});
  return changed;
}

/** Tells of every change, whoever made it. Must be called synchronously when the background starts. */
export function listenToSettings(changed: (settings: Settings) => void): void {
  browser.storage.onChanged.addListener((changes: Record<string, Storage.StorageChange>, area) => {
    const change = changes[settingsItem];
    if (area === 'local' && change) changed(readSettings(change.newValue));
  });
}
