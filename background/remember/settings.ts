import browser, { type Storage } from 'webextension-polyfill';
import {
  type Policy,
  policyItem,
  readPolicy,
  readSettings,
  type Settings,
  settingsItem,
  underPolicy,
} from '../../extension/model/settings.ts';

/**
 * The settings as they hold: the person's, under what an organisation has fixed. Never rejects: what cannot be read is as
 * by default.
 */
export async function loadSettings(): Promise<Settings> {
  try {
    const { [settingsItem]: stored, [policyItem]: policy } = await browser.storage.local.get([
      settingsItem,
      policyItem,
    ]);
    return underPolicy(readSettings(stored), readPolicy(policy));
  } catch {
    return readSettings(undefined);
  }
}

/** What an organisation has fixed, as far as it is known. Never rejects. */
export async function loadPolicy(): Promise<Policy> {
  const { [policyItem]: policy } = await browser.storage.local.get(policyItem).catch(() => ({}) as never);
  return readPolicy(policy);
}

/**
 * Asks the browser what an organisation has fixed, and remembers it; `listenToSettings` tells where it is another than
 * before. Not a part of loading the settings: after its own start, Chromium takes up to six seconds to answer, in which
 * nothing would be observed.
 */
export async function refreshPolicy(): Promise<void> {
  // Firefox refuses the question where nobody has fixed anything.
  const managed: unknown = await browser.storage.managed.get().catch(() => ({}));
  const policy = readPolicy(managed);
  const known = await loadPolicy();
  if (JSON.stringify(policy) === JSON.stringify(known)) return;
  if (Object.keys(policy).length === 0) await browser.storage.local.remove(policyItem);
  else await browser.storage.local.set({ [policyItem]: policy });
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
    const { [settingsItem]: stored } = await browser.storage.local.get(settingsItem);
    const settings = change(readSettings(stored));
    await browser.storage.local.set({ [settingsItem]: settings });
    return settings;
  });
  turn = changed.catch(() => {});
  return changed;
}

/**
 * Tells of every change, whoever made it: the person, or an organisation. Must be called synchronously when the
 * background starts.
 */
export function listenToSettings(changed: (settings: Settings) => void): void {
  let last = 0;
  browser.storage.onChanged.addListener((changes: Record<string, Storage.StorageChange>, area) => {
    if (area === 'managed') void refreshPolicy();
    if (area !== 'local' || !(settingsItem in changes || policyItem in changes)) return;
    last++;
    const own = last;
    void loadSettings().then((settings) => {
      if (own === last) changed(settings);
    });
  });
}
