import browser, { type Storage } from 'webextension-polyfill';
import {
  type Policy,
  readPolicy,
  readSettings,
  type Settings,
  settingsItem,
  underPolicy,
} from '../../extension/model/settings.ts';

/** The settings as they hold: the person's, under what an organisation has fixed. Never rejects: what cannot be read is
 * as by default. */
export async function loadSettings(): Promise<Settings> {
  const [settings, policy] = await Promise.all([storedSettings().catch(() => readSettings(undefined)), loadPolicy()]);
  return underPolicy(settings, policy);
}

/** What an organisation has fixed. Firefox refuses the question where nobody has fixed anything. */
export async function loadPolicy(): Promise<Policy> {
  try {
    return readPolicy(await browser.storage.managed.get());
  } catch {
    return {};
  }
}

async function storedSettings(): Promise<Settings> {
  const { [settingsItem]: stored } = await browser.storage.local.get(settingsItem);
  return readSettings(stored);
}

let turn: Promise<unknown> = Promise.resolve();

/**
 * Stores what `change` makes of the person's own settings, one change after the other: what two parts of them change at
 * once, neither takes back.
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
  let last = 0;
  browser.storage.onChanged.addListener((changes: Record<string, Storage.StorageChange>, area) => {
    if (area !== 'managed' && !(area === 'local' && settingsItem in changes)) return;
    last++;
    const own = last;
    void loadSettings().then((settings) => {
      if (own === last) changed(settings);
    });
  });
}
