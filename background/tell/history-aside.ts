import { type Aside, loadPlace } from '../remember/history/place.ts';
import { type AsideVisit, visitsIn } from '../remember/history/put-aside.ts';

export { isMeantBy } from '../remember/history/filter.ts';
export type { AsideVisit } from '../remember/history/put-aside.ts';

/** A database that was put aside, with the visits in it; null where it cannot be searched. */
export interface SearchedAside extends Aside {
  visits: readonly AsideVisit[] | null;
}

export async function searchAside(): Promise<SearchedAside[]> {
  const { aside } = await loadPlace();
  return Promise.all(aside.map(async (one) => ({ ...one, visits: await visitsIn(one.name).catch(() => null) })));
}
