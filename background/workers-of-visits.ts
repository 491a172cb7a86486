import type { Origin } from './observe/requests.ts';
import { siteOfUrl } from './observe/site.ts';
import type { OpenVisit } from './remember/visits.ts';

/**
 * The visits of the site that started a worker, whose requests carry no tab: those in the same container, and with such a
 * worker. In Chromium the requests of a frame that has gone carry no tab either. Where the browser does not say whether
 * it was in a private window, and one of these visits is, nothing of it may come into one that is kept.
 *
 * @param isControlled whether a tab's page has a service worker
 */
export function visitsOfWorker(
  { initiator, container, private: isPrivate }: Origin,
  open: readonly OpenVisit[],
  isControlled: (tabId: number) => boolean,
): OpenVisit[] {
  const site = initiator === null ? null : siteOfUrl(initiator);
  const visits = open.filter(
    ({ visit }) =>
      visit.site === site &&
      (visit.container ?? null) === container &&
      (isControlled(visit.tabId) || visit.media?.workers.some(({ kind }) => kind === 'shared')),
  );
  if (isPrivate !== null) return visits.filter(({ visit }) => visit.private === isPrivate);
  const unkept = visits.filter(({ visit }) => visit.private !== false);
  return unkept.length > 0 ? unkept : visits;
}
