import type { Visit } from '../../extension/model/visit.ts';

/** What of a visit has changed since it was last kept, so that only that is written. */
export interface Changes {
  contacts: Set<string>;
  /** Ids of findings by host. */
  findings: Map<string, Set<string>>;
  /** Hosts that are no longer in the visit under that name. */
  gone: Set<string>;
}

/** Visits that this worker has kept once; of any other, everything is new. */
const tracked = new WeakMap<Visit, Changes>();

export function touchContact(visit: Visit, host: string): void {
  tracked.get(visit)?.contacts.add(host);
}

export function touchFinding(visit: Visit, host: string, finding: string): void {
  const changes = tracked.get(visit);
  if (!changes) return;
  const ids = changes.findings.get(host);
  if (ids) ids.add(finding);
  else changes.findings.set(host, new Set([finding]));
}

/** A contact stands under another name from now on, with all that was found there. */
export function renameContact(visit: Visit, from: string, to: string): void {
  const changes = tracked.get(visit);
  if (!changes) return;
  changes.contacts.delete(from);
  changes.findings.delete(from);
  changes.gone.add(from);
  changes.contacts.add(to);
  for (const id of Object.keys(visit.contacts[to]?.findings ?? {})) touchFinding(visit, to, id);
}

/** What has changed since it was last taken; null: everything. From now on changes are counted anew. */
export function takeChanges(visit: Visit): Changes | null {
  const changes = tracked.get(visit) ?? null;
  tracked.set(visit, { contacts: new Set(), findings: new Map(), gone: new Set() });
  return changes;
}

/** What was taken could not be written: it counts as changed again. */
export function giveBack(visit: Visit, taken: Changes | null): void {
  const since = tracked.get(visit);
  if (taken === null || !since) {
    tracked.delete(visit);
    return;
  }
  for (const host of taken.contacts) since.contacts.add(host);
  for (const host of taken.gone) since.gone.add(host);
  for (const [host, ids] of taken.findings) for (const id of ids) touchFinding(visit, host, id);
}

/** What was kept of it is gone: everything is new again. */
export function forgetKept(visit: Visit): void {
  tracked.delete(visit);
}
