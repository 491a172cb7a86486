import type { Finding } from '../../extension/model/report.ts';

/** What tells a finding from the others of its contact: kind, value, place, key, coats, and whether it was in clear. */
export function findingId(finding: Omit<Finding, 'count' | 'firstAt' | 'lastAt'>): string {
  const { kind, digest, place, key, encoding, onTheWire } = finding;
  return [kind, digest, place, key ?? '', encoding.join('>'), onTheWire ? 'clear' : ''].join(' ');
}
