import * as v from 'valibot';
import type { Deletion, VisitRow } from '../../../extension/model/history.ts';
import { isMeantBy } from './filter.ts';

/**
 * A deletion that a database which was put aside has yet to go through. It does not name a site: whoever deletes one
 * wants its name to stand nowhere.
 */
export type Due = Exclude<Deletion, { what: 'site' }> | { what: 'site'; salt: string; digest: string };

export const dueForm = v.variant('what', [
  v.object({ what: v.literal('visits'), ids: v.array(v.string()) }),
  v.object({ what: v.literal('site'), salt: v.string(), digest: v.string() }),
  v.object({ what: v.literal('since'), since: v.number() }),
  v.object({ what: v.literal('everything') }),
]);

export async function dueFrom(deletion: Deletion): Promise<Due> {
  if (deletion.what !== 'site') return deletion;
  const salt = crypto.randomUUID();
  return { what: 'site', salt, digest: await digestOf(salt, deletion.site) };
}

/** @returns ids of the visits that one of the deletions means */
export async function idsDue(
  visits: readonly Pick<VisitRow, 'id' | 'site' | 'lastAt'>[],
  due: readonly Due[],
): Promise<Set<string>> {
  const ids = new Set<string>();
  for (const one of due) {
    const isDue = await testFor(one, new Set(visits.map(({ site }) => site)));
    for (const visit of visits) if (isDue(visit)) ids.add(visit.id);
  }
  return ids;
}

async function testFor(
  due: Due,
  sites: ReadonlySet<string>,
): Promise<(visit: Pick<VisitRow, 'id' | 'site' | 'lastAt'>) => boolean> {
  if (due.what !== 'site') return isMeantBy(due);
  const meant = new Set<string>();
  for (const site of sites) if ((await digestOf(due.salt, site)) === due.digest) meant.add(site);
  return ({ site }) => meant.has(site);
}

/** SHA-256 of both, in hex. */
async function digestOf(salt: string, site: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${salt} ${site}`));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
