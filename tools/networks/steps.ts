/** Ranges as steps: from this address on, this value holds. */
import type { Row } from './csv.ts';

export interface Step<Value> {
  key: bigint;
  value: Value;
}

/**
 * Lays ranges that overlap flat. Of the ranges that contain an address, the one that begins last holds; of those that
 * begin together, the shorter; of equal ones, the later line. (The second source nests thousands of geofeed ranges in
 * allocations; the AS data has one pair that crosses.) Neighbours of one value are joined; null is a gap.
 *
 * @param end The address after the last of the family.
 */
export function flatten<Value>(ranges: readonly Row<Value>[], end: bigint): Step<Value | null>[] {
  const rows = isSorted(ranges) ? ranges : ranges.toSorted(byStartThenLength);
  const steps: Step<Value | null>[] = [];
  const open: Row<Value>[] = [];
  const closeBefore = (key: bigint) => {
    for (let top = open.at(-1); top && top.last < key; top = open.at(-1)) {
      const after = top.last + 1n;
      // What began before it and is over too never shows again.
      while (open.length > 0 && (open.at(-1)?.last ?? 0n) < after) open.pop();
      if (after < end) addStep(steps, after, open.at(-1)?.value ?? null);
    }
  };
  for (const row of rows) {
    closeBefore(row.first);
    open.push(row);
    addStep(steps, row.first, row.value);
  }
  closeBefore(end);
  return steps;
}

function isSorted(rows: readonly Row<unknown>[]): boolean {
  for (let i = 1; i < rows.length; i++) {
    const [before, row] = [rows[i - 1], rows[i]];
    if (before && row && byStartThenLength(before, row) > 0) return false;
  }
  return true;
}

function byStartThenLength(a: Row<unknown>, b: Row<unknown>): number {
  if (a.first !== b.first) return a.first < b.first ? -1 : 1;
  return a.last === b.last ? 0 : a.last > b.last ? -1 : 1;
}

/** Adds a step, in order; one at the same key replaces the one before, one of the same value is left out. */
export function addStep<Value>(steps: Step<Value | null>[], key: bigint, value: Value | null): void {
  if (steps.at(-1)?.key === key) steps.pop();
  if ((steps.at(-1)?.value ?? null) !== value) steps.push({ key, value });
}

/** Joins two lists of steps into one that has a border wherever either has one. */
export function overlay<A, B, Value>(
  below: readonly Step<A | null>[],
  above: readonly Step<B | null>[],
  combine: (a: A | null, b: B | null) => Value | null,
): Step<Value | null>[] {
  const steps: Step<Value | null>[] = [];
  let [i, j] = [0, 0];
  for (;;) {
    const [a, b] = [below[i], above[j]];
    const key = a && (!b || a.key <= b.key) ? a.key : b?.key;
    if (key === undefined) return steps;
    if (a?.key === key) i++;
    if (b?.key === key) j++;
    addStep(steps, key, combine(below[i - 1]?.value ?? null, above[j - 1]?.value ?? null));
  }
}

/**
 * Parts IPv6 steps (keys of 128 bits) into those of the upper 64 bits and, for each /64 with a border inside, all of
 * its steps in full. Such a /64 has the value `split` in the first list.
 */
export function partAt64(
  steps: readonly Step<number>[],
  split: number,
): { upper: Step<number>[]; full: Step<number>[] } {
  const upper: Step<number | null>[] = [];
  const full: Step<number>[] = [];
  let before = 0;
  for (let i = 0; i < steps.length; ) {
    const network = (steps[i]?.key ?? 0n) >> 64n;
    const inside: Step<number>[] = [];
    for (let step = steps[i]; step && step.key >> 64n === network; step = steps[++i]) inside.push(step);
    const [only, ...more] = inside;
    if (only && more.length === 0 && only.key === network << 64n) {
      addStep(upper, network, only.value);
    } else {
      if (only && only.key !== network << 64n) full.push({ key: network << 64n, value: before });
      full.push(...inside);
      addStep(upper, network, split);
    }
    before = inside.at(-1)?.value ?? 0;
    // The next /64 has its own step, or goes on with the last value of this one.
    if ((steps[i]?.key ?? 0n) >> 64n !== network + 1n && network + 1n < 1n << 64n) addStep(upper, network + 1n, before);
  }
  return { upper: upper.map(({ key, value }) => ({ key, value: value ?? 0 })), full };
}
