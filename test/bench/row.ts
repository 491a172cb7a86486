/** One line of the bench's table. */
export interface Row {
  /** What is measured, in the words of the budgets. */
  name: string;
  /** The budget as text; empty for a figure that is there for comparison only. */
  budget: string;
  /** The figure with its unit and spread, or `not yet measurable: why`, or `not measured: why`. */
  measured: string;
  /** How the figure was taken: enough to doubt it, or to take it again. */
  how: string;
  /** Within the budget or over it; null when nothing can be said. */
  ok: boolean | null;
}

export interface BenchOptions {
  /** Scales every measurement: rounds of fresh browsers, repetitions of everything else. */
  rounds: number;
  /** Tells the person who waits what is going on. Not part of the result. */
  log(line: string): void;
}

/** A row for a budget whose subject does not exist yet, or exists where this run cannot reach it. */
export function notMeasured(name: string, budget: string, why: string): Row {
  return { name, budget, measured: `not measured: ${why}`, how: '', ok: null };
}

/** A number with three digits at most: more would only be noise. */
export function digits(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value.toPrecision(value >= 10 ? 3 : 2);
}

/** Text that is written over several lines in the source, as one. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
