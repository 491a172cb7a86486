import type { Evidence, Finding } from '../../extension/model/report.ts';

/** The identifiers in the evidence, each once, in the order in which they first occur. */
export function identifiersOf(evidence: readonly Evidence[]): Pick<Finding, 'kind' | 'masked'>[] {
  const seen = new Map(
    evidence.map(({ finding: { kind, masked } }) => [`${kind} ${masked}`, { kind, masked }] as const),
  );
  return [...seen.values()];
}

/** A way that evidence took: by which scheme, at which place, in which coats. */
export interface EvidenceWay extends Pick<Finding, 'place' | 'encoding'> {
  /** Tells it from the others. */
  id: string;
  scheme: string;
  /** The names under which identifiers stood there, each once. */
  keys: string[];
}

/** The ways that the evidence took, each once, with the keys of one way together: `http, query cname, uid`. */
export function waysOf(evidence: readonly Evidence[]): EvidenceWay[] {
  const ways = new Map<string, EvidenceWay>();
  for (const { scheme, finding } of evidence) {
    const { place, encoding, key } = finding;
    const id = [scheme, place, ...encoding].join(' ');
    const way = ways.get(id) ?? { id, scheme, place, encoding, keys: [] };
    if (key !== null && !way.keys.includes(key)) way.keys.push(key);
    ways.set(id, way);
  }
  return [...ways.values()];
}
