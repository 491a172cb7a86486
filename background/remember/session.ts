import browser from 'webextension-polyfill';
import type { Time } from '../../extension/model/vocabulary.ts';
import { type IdentitySet, type WorkedOut, workedOut } from '../classify/leakage/identities.ts';
import type { OpenVisit } from './visits.ts';

const prefix = 'visit:';
const workedOutPrefix = 'worked-out:';
const tidied = 'tidied';

/**
 * The open visits, in `storage.session`: in memory, gone with the browser, still there after the worker's death. The
 * only place besides the worker's own memory where readable identifiers are.
 */
export async function loadOpenVisits(): Promise<Resumed[]> {
  const stored = await browser.storage.session.get(null);
  return Object.entries(stored).flatMap(([key, value]) => {
    if (!key.startsWith(prefix)) return [];
    const done = stored[workedOutPrefix + key.slice(prefix.length)] as WorkedOut | undefined;
    return { open: value as OpenVisit, done: done ?? {} };
  });
}

/** A visit as an earlier life of the background left it, and what that one had worked out for what it looked for. */
export interface Resumed {
  open: OpenVisit;
  done: WorkedOut;
}

/** Sets whose work is stored: it is large, and seldom another. */
const stored = new WeakMap<OpenVisit, IdentitySet>();

/**
 * Chromium gives ten megabytes for all of them. Where they are too many, each that there is room for is stored all the
 * same: one page that fills its visit must not take the others' along.
 *
 * @throws where one of them could not be stored
 */
export async function storeOpenVisits(changed: readonly OpenVisit[], gone: readonly string[]): Promise<void> {
  // First, because it makes room.
  if (gone.length > 0) await browser.storage.session.remove(gone.flatMap((id) => [prefix + id, workedOutPrefix + id]));
  const items = changed.map((open) => ({ [prefix + open.visit.id]: open }));
  if (items.length === 0) return;
  try {
    await browser.storage.session.set(Object.assign({}, ...items));
  } catch (error) {
    if (items.length === 1) throw error;
    const all = await Promise.allSettled(items.map((item) => browser.storage.session.set(item)));
    for (const one of all) if (one.status === 'rejected') throw one.reason;
  }
}

/**
 * What was worked out for what a visit looks for. Without it, or where there is no room for it, the next life of the
 * background works it out anew.
 */
export async function storeWorkedOut(open: OpenVisit, set: IdentitySet | undefined): Promise<void> {
  if (!set || stored.get(open) === set) return;
  stored.set(open, set);
  await browser.storage.session.set({ [workedOutPrefix + open.visit.id]: workedOut(set) }).catch(() => {});
}

/** When the history was last put in order since the browser began; null: not yet. */
export async function lastTidied(): Promise<Time | null> {
  const { [tidied]: at } = await browser.storage.session.get(tidied);
  return typeof at === 'number' ? at : null;
}

export async function storeTidied(at: Time): Promise<void> {
  await browser.storage.session.set({ [tidied]: at });
}
