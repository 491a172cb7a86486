import type { ScanLine } from '../../cli/scan.ts';
import type { LabelledSet } from './generate.ts';
import type { Sample } from './recipe.ts';

export interface Score {
  samples: number;
  found: number;
  /** Found with kind, place and chain as labelled. */
  exact: number;
  /** Findings of an identifier that was not there. */
  falseAlarms: number;
  misses: Sample[];
  wrong: { sample: Sample; line: ScanLine }[];
}

/** Scores by category. Only findings that name an identifier of the person count: what keys tell is another matter. */
export function evaluate({ samples }: LabelledSet, scan: (sample: Sample) => ScanLine): Map<string, Score> {
  const scores = new Map<string, Score>();
  for (const sample of samples) {
    const score = scores.get(sample.category) ?? {
      samples: 0,
      found: 0,
      exact: 0,
      falseAlarms: 0,
      misses: [],
      wrong: [],
    };
    scores.set(sample.category, score);
    const line = scan(sample);
    const named = line.findings.filter(({ name }) => name !== null);
    const { label } = sample;
    score.samples++;
    const here = named.filter(({ name }) => name === label?.name);
    if (label && here.length > 0) {
      score.found++;
      const exact = here.some(
        ({ kind, place, encoding }) =>
          kind === label.kind && place === label.place && encoding.join() === label.encoding.join(),
      );
      if (exact) score.exact++;
      else score.wrong.push({ sample, line });
    } else if (label) score.misses.push(sample);
    const others = named.length - here.length;
    if (others > 0) {
      score.falseAlarms += others;
      score.wrong.push({ sample, line });
    }
  }
  return scores;
}

/** Sums of several categories. */
export function total(scores: Iterable<Score>): Score {
  const sum: Score = { samples: 0, found: 0, exact: 0, falseAlarms: 0, misses: [], wrong: [] };
  for (const score of scores) {
    sum.samples += score.samples;
    sum.found += score.found;
    sum.exact += score.exact;
    sum.falseAlarms += score.falseAlarms;
    sum.misses.push(...score.misses);
    sum.wrong.push(...score.wrong);
  }
  return sum;
}
