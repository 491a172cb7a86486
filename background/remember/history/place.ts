import * as v from 'valibot';
import browser, { type Storage } from 'webextension-polyfill';
import type { Time } from '../../../extension/model/vocabulary.ts';
import { type Due, dueForm } from './due.ts';

/** Where the history is, and what was put aside because it could not be read. */
export interface Place {
  /** Name of the database. */
  name: string;
  aside: Aside[];
}

export interface Aside {
  name: string;
  why: 'newer' | 'unreadable';
  /** When it was put aside. */
  at: Time;
  /** What is yet to be deleted in it; missing where nothing is. */
  due?: Due[];
}

const item = 'history';
const place = v.object({
  name: v.pipe(v.string(), v.minLength(1)),
  aside: v.array(
    v.object({
      name: v.string(),
      why: v.picklist(['newer', 'unreadable']),
      at: v.number(),
      due: v.exactOptional(v.array(dueForm)),
    }),
  ),
});

export async function loadPlace(): Promise<Place> {
  const { [item]: stored } = await browser.storage.local.get(item);
  return readPlace(stored);
}

function readPlace(stored: unknown): Place {
  const read = v.safeParse(place, stored);
  return read.success ? read.output : { name: 'earshot', aside: [] };
}

let changing: Promise<unknown> = Promise.resolve();

/** Stores what a change makes of the place, one change after the other. @returns the place that is stored then */
export function changePlace(change: (place: Place) => Place): Promise<Place> {
  const changed = changing.then(async () => {
    const next = change(await loadPlace());
    await browser.storage.local.set({ [item]: next });
    return next;
  });
  changing = changed.catch(() => {});
  return changed;
}

/** Calls back whenever the history is elsewhere, or something else is put aside, than before. */
export function listenToPlace(changed: (place: Place) => void): void {
  browser.storage.onChanged.addListener((changes: Record<string, Storage.StorageChange>, area) => {
    const change = changes[item];
    if (area === 'local' && change) changed(readPlace(change.newValue));
  });
}
