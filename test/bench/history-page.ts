import { existsSync } from 'node:fs';
import type { Page } from 'playwright';
import type { TestChromium } from '../support/chromium.ts';
import { builtExtension } from './built-extension.ts';
import { openFullHistory, wanted } from './full-history.ts';
import { type BenchOptions, digits, notMeasured, oneLine, type Row } from './row.ts';
import { spread } from './statistics.ts';

/**
 * How long a person waits for the history page when a million findings are kept: until the first visits are painted, and
 * after a filter was changed until what it leaves is. The shipped page in a tab of its own, with the database it has.
 */
const paintBudget = 300;
const filterBudget = 100;
const timesPerRound = 5;
/** Milliseconds after which what was waited for does not come any more. */
const patience = 30_000;
const name = (what: string) => `history page, 1,000,000 findings: ${what}`;

/** What the page is given before its own script: when the first rows have been painted, and when all are counted. */
declare const firstRows: Promise<number>;
declare const allCounted: Promise<number>;

export async function benchHistoryPage({ rounds, log }: BenchOptions): Promise<Row[]> {
  if (!existsSync(`${builtExtension}/history/index.html`)) {
    return [notMeasured(name('first paint'), `≤ ${paintBudget} ms`, 'no dist/chrome/history; npm run build')];
  }
  const { browser, close } = await openFullHistory(log);
  try {
    const times = rounds * timesPerRound;
    const painted: number[] = [];
    const counted: number[] = [];
    for (let time = 0; time < times; time++) {
      const page = await openPage(browser);
      painted.push(await page.evaluate(() => firstRows));
      counted.push(await page.evaluate(() => allCounted));
      await page.close();
    }
    const page = await openPage(browser);
    // Before that, what is typed waits for the visits that are still being read.
    await page.evaluate(() => allCounted);
    const rows = [
      row('first paint', paintBudget, painted, 'from the start of the navigation to the frame with the first visits'),
      row('all visits counted', null, counted, 'from the start of the navigation to the frame with counts and choices'),
      row('a letter typed', filterBudget, await typed(page, times), 'from the key to the frame with what is left'),
      row('a country chosen', filterBudget, await chosen(page, times), 'from the click to the frame with what is left'),
    ];
    await page.close();
    return rows;
  } finally {
    await close();
  }
}

async function openPage({ context, extensionId }: TestChromium): Promise<Page> {
  const page = await context.newPage();
  await page.addInitScript(() => {
    for (const [name, selector] of [
      ['firstRows', '.rows-list > li'],
      ['allCounted', 'input[name=law]'],
    ] as const) {
      const shown = new Promise<number>((resolve) => {
        const watch = new MutationObserver(() => {
          if (!document.querySelector(selector)) return;
          watch.disconnect();
          requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now())));
        });
        watch.observe(document, { subtree: true, childList: true });
      });
      Object.assign(globalThis, { [name]: shown });
    }
  });
  await page.goto(`chrome-extension://${extensionId}/history/index.html`);
  return page;
}

const typing = { selector: '#filter-text', patience };
const choosing = { selector: 'input[name=law]', patience };

/** Texts that leave few visits and many, each taken back again. */
async function typed(page: Page, times: number): Promise<number[]> {
  const taken: number[] = [];
  for (const text of ['voice-1', 'voice-17', 'agora', 'company-3', 'nothing has this name'].flatMap((one) =>
    Array(times).fill(one),
  )) {
    taken.push(
      await page.evaluate(changeAndPaint, { ...typing, text }),
      await page.evaluate(changeAndPaint, { ...typing, text: '' }),
    );
  }
  return taken;
}

async function chosen(page: Page, times: number): Promise<number[]> {
  const taken: number[] = [];
  for (let time = 0; time < 2 * times; time++) {
    taken.push(await page.evaluate(changeAndPaint, { ...choosing, text: null }));
  }
  return taken;
}

interface Change {
  selector: string;
  /** What is typed; null: it is clicked. */
  text: string | null;
  patience: number;
}

/** Runs in the page. Milliseconds from the change until the frame after the one that shows it has begun. */
function changeAndPaint({ selector, text, patience }: Change): Promise<number> {
  const input = document.querySelector<HTMLInputElement>(selector);
  const page = document.querySelector('.browse');
  if (!input || !page) throw new Error(`There is no ${selector}.`);
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const never = setTimeout(
      () => reject(new Error(`After ${text ?? 'a click'} in ${selector} nothing changed.`)),
      patience,
    );
    const watch = new MutationObserver(() => {
      watch.disconnect();
      clearTimeout(never);
      requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - began)));
    });
    // All that changes is changed at once: the address, the count, the picture, the list.
    watch.observe(page, { subtree: true, childList: true, characterData: true, attributes: true });
    if (text === null) input.click();
    else {
      input.value = text;
      input.dispatchEvent(new Event('input', { bubbles: true }));
    }
  });
}

function row(what: string, budget: number | null, taken: readonly number[], how: string): Row {
  const { median, q1, q3 } = spread(taken);
  return {
    name: name(what),
    budget: budget === null ? '' : `≤ ${budget} ms`,
    measured: `${digits(median)} ms (IQR ${digits(q1)}–${digits(q3)}, max ${digits(Math.max(...taken))})`,
    how: oneLine(`${how}, and one frame more; ${wanted.visits} visits to ${wanted.sites} sites; ${taken.length} times`),
    ok: budget === null ? null : median <= budget,
  };
}
