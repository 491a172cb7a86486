import browser from 'webextension-polyfill';
import type { Time } from '../../extension/model/vocabulary.ts';
import type { OpenVisit } from './visits.ts';

const prefix = 'visit:';
const tidied = 'tidied';

/**
 * The open visits, in `storage.session`: in memory, gone with the browser, still there after the worker's death. The
 * only place besides the worker's own memory where readable identifiers are.
 */
export async function loadOpenVisits(): Promise<OpenVisit[]> {
  const stored = await browser.storage.session.get(null);
  return Object.entries(stored).flatMap(([key, value]) => (key.startsWith(prefix) ? [value as OpenVisit] : []));
}

/**
 * Chromium gives ten megabytes for all of them. Where they are too many, each that there is room for is stored all the
 * same: one page that fills its visit must not take the others' along.
 *
 * @throws where one of them could not be stored
 */
export async function storeOpenVisits(changed: readonly OpenVisit[], gone: readonly string[]): Promise<void> {
  // First, because it makes room.
  if (gone.length > 0) await browser.storage.session.remove(gone.map((id) => prefix + id));
  const items = changed.map((open) => ({ [prefix + open.visit.id]: open }));
  if (items.length === 0) return;
  try {
    await browser.storage.session.set(Object.assign({}, ...items));
  } catch (error) {
    if (items.length === 1) throw error;
    const stored = await Promise.allSettled(items.map((item) => browser.storage.session.set(item)));
    for (const one of stored) if (one.status === 'rejected') throw one.reason;
  }
}

/** When the history was last put in order since the browser began; null: not yet. */
export async function lastTidied(): Promise<Time | null> {
  const { [tidied]: at } = await browser.storage.session.get(tidied);
  return typeof at === 'number' ? at : null;
}

export async function storeTidied(at: Time): Promise<void> {
  await browser.storage.session.set({ [tidied]: at });
}
