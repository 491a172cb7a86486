import type { Finding } from '../../extension/model/report.ts';
import type { Time } from '../../extension/model/vocabulary.ts';
import type { Sight } from '../classify/index.ts';
import { findingId } from './finding-id.ts';

/**
 * One row for each distinct finding, with count and times.
 *
 * @param fits whether one more row may be kept
 * @param touched is told the id of every row that was made or changed
 * @returns how many found no room
 */
export function keepFindings(
  rows: Record<string, Finding>,
  findings: readonly Sight[],
  at: Time,
  fits: () => boolean,
  touched: (id: string) => void = () => {},
): number {
  let left = 0;
  for (const finding of findings) {
    const id = findingId(finding);
    const row = rows[id];
    if (row) {
      row.count++;
      row.lastAt = Math.max(row.lastAt, at);
      if (finding.basis === 'declared') row.basis = 'declared';
    } else if (fits()) rows[id] = { ...finding, count: 1, firstAt: at, lastAt: at };
    else {
      left++;
      continue;
    }
    touched(id);
  }
  return left;
}
