import { existsSync } from 'node:fs';
import type { Question } from '../support/inside.ts';
import { inside } from '../support/with-inside.ts';
import { builtExtension } from './built-extension.ts';
import { openFullHistory, wanted } from './full-history.ts';
import { type BenchOptions, digits, notMeasured, oneLine, type Row } from './row.ts';
import { spread } from './statistics.ts';

/**
 * Questions to a large history, asked from a page of the extension as the history page asks them: from the call until
 * the answer is there as objects. Each time the database is asked anew; nothing is remembered in between.
 */
const budget = 100;
const timesPerRound = 5;

const name = (what: string) => `history of 1,000,000 findings: ${what}`;

export async function benchHistory({ rounds, log }: BenchOptions): Promise<Row[]> {
  if (!existsSync(builtExtension)) {
    return [notMeasured(name('site list'), `≤ ${budget} ms`, 'no dist/chrome; npm run build')];
  }
  const { browser, made, each, close } = await openFullHistory(log);
  try {
    const times = rounds * timesPerRound;
    const measure = async (what: string, question: Question, how: string): Promise<Row> => {
      const { found, taken } = await inside(browser, 'timed', { question, times });
      const { median, q1, q3 } = spread(taken);
      return {
        name: name(what),
        budget: `≤ ${budget} ms`,
        measured: `${digits(median)} ms (IQR ${digits(q1)}–${digits(q3)})`,
        how: `${how}: ${found} found; ${times} times`,
        ok: median <= budget,
      };
    };
    const one = 'made-00000007';
    const site = (await inside(browser, 'visit', one))?.visit.site ?? '';
    const recent = made.from + made.apart * (wanted.visits - 200);
    return [
      await measure('site list', 'sites', 'all visits read, and counted by site'),
      await measure('all visits', {}, 'every visit as the list shows it, which charts and choices are counted from'),
      await measure('one visit’s report', { visit: one }, 'the whole visit put together again, hosts'),
      await measure('one site', { site }, 'visits of a site'),
      await measure('by company', { companies: ['agora'] }, 'visits that contacted one of the commonest companies'),
      await measure('by jurisdiction', { jurisdictions: ['CN'] }, 'visits that China reaches'),
      await measure('by severity', { severities: ['high'] }, 'visits with a grave warning'),
      await measure('by kind', { kinds: ['email'] }, 'visits in which an e-mail address was found'),
      await measure('by time', { from: recent }, 'the latest visits'),
      {
        name: '  for comparison: one visit written',
        budget: '',
        measured: `${digits(each)} ms`,
        how: oneLine(`a visit of ${made.findings} findings at ${made.contacts} hosts with its warnings, 25 in one
          transaction, conclusions included`),
        ok: null,
      },
    ];
  } finally {
    await close();
  }
}
