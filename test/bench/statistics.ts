/** The value below which the share `p` (0…1) of `values` lies, linearly interpolated; NaN for no values. */
export function quantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * p;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Median with the interquartile range, which one slow sample does not move. */
export interface Spread {
  median: number;
  q1: number;
  q3: number;
}

export function spread(values: readonly number[]): Spread {
  return { median: median(values), q1: quantile(values, 0.25), q3: quantile(values, 0.75) };
}

/**
 * A source of new orders, the same ones in every run. Shuffled rather than rotated: a rotation keeps the same
 * neighbours, and so whatever one subject leaves to the next (a warm cache, a busy core) stays with the same pair.
 */
export function shuffler(seed: number): <T>(items: readonly T[]) => T[] {
  let state = seed;
  const next = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return <T>(items: readonly T[]) => {
    const rest = [...items];
    const out: T[] = [];
    while (rest.length > 0) out.push(...rest.splice(next(rest.length), 1));
    return out;
  };
}
