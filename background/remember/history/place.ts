import { deleteDB } from 'idb';
import * as v from 'valibot';
import browser from 'webextension-polyfill';
import type { Time } from '../../../extension/model/vocabulary.ts';

/** Where the history is, and what was put aside because it could not be read. */
export interface Place {
  /** Name of the database. */
  name: string;
  aside: { name: string; why: 'newer' | 'unreadable'; at: Time }[];
}

const item = 'history';
const place = v.object({
  name: v.pipe(v.string(), v.minLength(1)),
  aside: v.array(v.object({ name: v.string(), why: v.picklist(['newer', 'unreadable']), at: v.number() })),
});

export async function loadPlace(): Promise<Place> {
  const { [item]: stored } = await browser.storage.local.get(item);
  const read = v.safeParse(place, stored);
  return read.success ? read.output : { name: 'earshot', aside: [] };
}

export async function storePlace(place: Place): Promise<void> {
  await browser.storage.local.set({ [item]: place });
}

/** Deletes the databases that were put aside: only where the person has asked for everything to be deleted. */
export async function discardAside(): Promise<void> {
  const { name, aside } = await loadPlace();
  for (const one of aside) await deleteDB(one.name);
  if (aside.length > 0) await storePlace({ name, aside: [] });
}
