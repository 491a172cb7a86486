import { expect } from 'playwright/test';
import type { Browser } from 'webextension-polyfill';
import { faults } from '../support/axe.ts';
import type { TestBrowser, TestPage } from '../support/browser.ts';
import { reportUntil } from '../support/earshot.ts';
import { test } from '../support/earshot-inside.ts';
import { rooms } from '../support/rooms.ts';
import { historyOf } from '../support/storage.ts';
import { inside } from '../support/with-inside.ts';

/** In the pages of the extension. */
declare const chrome: Browser;

const day = 86_400_000;

/** Visits over the last weeks to a few sites; every second one of them with nothing that was told. */
async function seed(earshot: TestBrowser, visits: number): Promise<void> {
  const made = { sites: 5, from: Date.now() - 40 * day, apart: Math.floor((39 * day) / visits) };
  const half = Math.floor(visits / 2);
  await inside(earshot, 'seed', { from: 0, to: half, made: { ...made, contacts: 2, findings: 0 } });
  await inside(earshot, 'seed', { from: half, to: visits, made: { ...made, contacts: 8, findings: 24 } });
}

/** Firefox never says that such a page has loaded, so it is reached from another of Earshot's. */
async function openHistory(earshot: TestBrowser, query = ''): Promise<TestPage> {
  const page = await earshot.openPopup(-1);
  await page.evaluate((to) => void location.assign(`../history/index.html${to}`), query);
  await page.waitFor(() => document.querySelector('main[data-state=open] > :not(.said)') !== null);
  return page;
}

const countIn = (page: TestPage) => page.evaluate(() => document.querySelector('.results-count')?.textContent ?? '');
const queryOf = (page: TestPage) => page.evaluate(() => location.search);

test('without a visit the page says what will stand there and what never will', async ({ earshot }) => {
  const page = await openHistory(earshot);
  const words = await page.evaluate(() => document.querySelector('main')?.textContent ?? '');
  expect(words).toContain('No visit is kept yet');
  expect(words).toContain('Nothing of private windows is kept');
  expect(words).toContain('Nothing of ordinary pages is kept');
  expect(await faults(page)).toEqual([]);
});

test('a visit that was made is in the list at once, and its report is the popup’s', async ({ earshot }) => {
  const page = await openHistory(earshot);
  const room = await earshot.open(`${rooms.agora}?auto`);
  await reportUntil(earshot, room, ({ parties }) => parties.some(({ ring }) => ring === 'hears'));
  await page.waitFor(() => document.querySelector('.line-link')?.textContent === 'rooms.example');
  await page.evaluate(() => document.querySelector<HTMLElement>('.line-link')?.click());
  await page.waitFor(() => document.querySelector('.visit .verdict h2'));
  const words = await page.evaluate(() => document.querySelector('.visit')?.textContent ?? '');
  expect(words).toContain('Agora can likely hear this room');
  expect(words).toContain('going on');
  expect(words).toContain('Earshot warned of the same when you were there.');
  // The keyboard is where the page has gone.
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
});

test('popup and settings lead to the history', async ({ earshot }) => {
  const room = await earshot.open(`${rooms.clean}?auto`);
  await reportUntil(earshot, room, ({ destinations }) => destinations.length > 0);
  const page = await earshot.openPopup(room);
  const leads = () => document.querySelector<HTMLAnchorElement>('a[href$="/history/index.html"]') !== null;
  await page.waitFor(leads);
  await page.evaluate(() => void location.assign('../options/index.html'));
  await page.waitFor(() => document.querySelector('main[data-loaded=true]') !== null);
  await page.waitFor(leads);
});

test('the filter stands in the address, holds when it is opened, and Back takes it back', async ({ earshot }) => {
  await seed(earshot, 40);
  const page = await openHistory(earshot);
  expect(await countIn(page)).toMatch(/^40 visits · 5 sites/);
  await page.evaluate(() => document.querySelector<HTMLElement>('input[name=severity][value=high]')?.click());
  await page.waitFor(() => /^\d+ of 40 visits/.test(document.querySelector('.results-count')?.textContent ?? ''));
  const filtered = await countIn(page);
  expect(await queryOf(page)).toBe('?severity=high');
  const stored = (await historyOf(earshot)).filter(({ summary }) => summary.severity === 'high').length;
  expect(filtered).toContain(`${stored} of 40 visits`);

  // Letters are one step; a company's name is found too.
  for (const text of ['a', 'ag', 'agora']) {
    await page.evaluate((value) => {
      const input = document.querySelector<HTMLInputElement>('#filter-text');
      if (!input) return;
      input.value = value;
      input.dispatchEvent(new Event('input', { bubbles: true }));
    }, text);
  }
  expect(await queryOf(page)).toBe('?text=agora&severity=high');
  const again = await openHistory(earshot, '?text=agora&severity=high');
  await page.waitFor(() => document.querySelector('.results-count')?.textContent?.includes('of 40 visits'));
  expect(await countIn(again)).toBe(await countIn(page));
  await page.evaluate(() => history.back());
  await page.waitFor(() => location.search === '?severity=high');
  await page.waitFor(() => document.querySelector<HTMLInputElement>('#filter-text')?.value === '');
  expect(await countIn(page)).toBe(filtered);
  await page.evaluate(() => history.back());
  await page.waitFor(() => document.querySelector('.results-count')?.textContent?.startsWith('40 visits'));
});

test('the picture’s numbers are in a table, and a bar leads to its visits', async ({ earshot }) => {
  await seed(earshot, 40);
  const page = await openHistory(earshot);
  await page.waitFor(() => document.querySelector('.spans button') && document.querySelector('.bars canvas'));
  await page.evaluate(() => document.querySelector<HTMLElement>('.timeline summary')?.click());
  await page.waitFor(() => document.querySelector('.numbers tbody tr'));
  const sum = await page.evaluate(() =>
    [...document.querySelectorAll('.numbers tbody tr')].reduce(
      (total, row) => total + Number(row.querySelector('td')?.textContent),
      0,
    ),
  );
  expect(sum).toBe(40);
  const name = await page.evaluate(() => {
    const bars = [...document.querySelectorAll<HTMLElement>('.spans button')];
    const bar = bars.find((one) => / [1-9]\d* visits?/.test(one.getAttribute('aria-label') ?? ''));
    bar?.click();
    return bar?.getAttribute('aria-label') ?? '';
  });
  const visits = /(\d+) visits?/.exec(name)?.[1];
  await page.waitFor(() => location.search.includes('from='));
  expect(await countIn(page)).toMatch(new RegExp(`^${visits} of 40 visits?`));
});

test('what fired under another concern is told beside what is concluded today', async ({ earshot }) => {
  const made = { sites: 1, contacts: 8, findings: 24, from: Date.now() - day, apart: 1 };
  await inside(earshot, 'seed', { from: 0, to: 1, made, preset: 'journalist' });
  const [row] = await historyOf(earshot);
  const page = await openHistory(earshot, `?visit=${row?.id}`);
  await page.waitFor(() => document.querySelector('.fired'));
  const words = await page.evaluate(() => document.querySelector('.fired')?.textContent ?? '');
  expect(words).toMatch(/learns your .*: high then, (?:medium|low) today/);
  expect(words).toContain('concern: Journalist or activist');
  expect(await faults(page)).toEqual([]);
});

test('two selected visits are compared', async ({ earshot }) => {
  await seed(earshot, 12);
  const page = await openHistory(earshot);
  await page.evaluate(() => {
    for (const box of [...document.querySelectorAll<HTMLElement>('.line-pick')].slice(0, 2)) box.click();
  });
  await page.waitFor(() => document.querySelector('.chosen a.button'));
  await page.evaluate(() => document.querySelector<HTMLElement>('.chosen a.button')?.click());
  await page.waitFor(() => document.querySelector('.compare .side'));
  const words = await page.evaluate(() => document.querySelector('.compare')?.textContent ?? '');
  expect(words).toMatch(/ is new| also gets| gone/);
  expect(await queryOf(page)).toMatch(/^\?visit=made-\d+&with=made-\d+$/);
  expect(words).not.toMatch(/\b(?:compare|kind|learnt|route|voice)[A-Z]\w+/);
  expect(await faults(page)).toEqual([]);
  // Back in the list the keyboard is at one of them.
  const later = new URLSearchParams(await queryOf(page)).get('with');
  await page.evaluate(() => history.back());
  await page.waitFor(() => document.activeElement?.classList.contains('line-link'));
  expect(await page.evaluate(() => document.activeElement?.getAttribute('href'))).toBe(`index.html?visit=${later}`);
});

test('a visit is compared with the one before it to the same site', async ({ earshot }) => {
  await seed(earshot, 20);
  const rows = (await historyOf(earshot)).sort((a, b) => b.startedAt - a.startedAt);
  const [last] = rows;
  const before = rows.find(({ id, site }) => site === last?.site && id !== last?.id);
  const page = await openHistory(earshot, `?visit=${last?.id}`);
  await page.waitFor(() => document.querySelector('.visit-acts a.button'));
  await page.evaluate(() => document.querySelector<HTMLElement>('.visit-acts a.button')?.click());
  await page.waitFor(() => document.querySelectorAll('.compare .side').length === 2);
  expect(await queryOf(page)).toBe(`?visit=${before?.id}&with=${last?.id}`);
});

test('an open report and a comparison follow the person’s concern as it changes', async ({ earshot }) => {
  const made = { sites: 1, contacts: 8, findings: 24, from: Date.now() - day, apart: 3_600_000 };
  await inside(earshot, 'seed', { from: 0, to: 2, made });
  const [one, other] = await historyOf(earshot);
  const pages = [
    await openHistory(earshot, `?visit=${one?.id}`),
    await openHistory(earshot, `?visit=${one?.id}&with=${other?.id}`),
  ];
  const shown = () =>
    Promise.all(pages.map((page) => page.evaluate(() => document.querySelector('article')?.textContent ?? '')));
  for (const page of pages) await page.waitFor(() => document.querySelector('.visit .report, .compare .changes'));
  const before = await shown();
  await earshot.inExtension(async () => {
    const { settings } = (await chrome.runtime.sendMessage({ ask: 'settings' })) as { settings: object };
    const concern = { preset: 'journalist', jurisdictions: [], properties: [] };
    await chrome.runtime.sendMessage({ ask: 'save-settings', settings: { ...settings, concern } });
  }, null);
  await expect.poll(async () => (await shown()).every((now, at) => now !== before[at])).toBe(true);
});

test('a comparison that cannot be made says that, and not that a visit is gone', async ({ earshot }) => {
  await seed(earshot, 2);
  const [one, other] = await historyOf(earshot);
  const page = await openHistory(earshot);
  await page.evaluate(
    (ids) => {
      const { get } = IDBObjectStore.prototype;
      IDBObjectStore.prototype.get = function (key) {
        if (this.name === 'particulars') throw new Error('made up');
        return get.call(this, key);
      };
      history.pushState(null, '', `?visit=${ids[0]}&with=${ids[1]}`);
      dispatchEvent(new PopStateEvent('popstate'));
    },
    [one?.id, other?.id],
  );
  await page.waitFor(() => document.querySelector('.compare h1'));
  const words = await page.evaluate(() => document.querySelector('.compare')?.textContent ?? '');
  expect(words).toContain('The report could not be made.');
  expect(words).not.toContain('no longer kept');
});

test('what is deleted is named before, and gone from the disk after', async ({ earshot }) => {
  await seed(earshot, 20);
  const [first] = await historyOf(earshot);
  const site = first?.site ?? '';
  const ofSite = (await historyOf(earshot)).filter((row) => row.site === site).length;
  const page = await openHistory(earshot, `?site=${site}`);
  await page.evaluate(() => document.querySelector<HTMLElement>('.results-acts button:last-child')?.click());
  await page.waitFor(() => document.querySelector('dialog[open] input[value=site]'));
  await page.evaluate(() => document.querySelector<HTMLElement>('dialog input[value=site]')?.click());
  await page.waitFor(() => document.querySelector('.goes'));
  const goes = await page.evaluate(() => document.querySelector('.goes')?.textContent ?? '');
  expect(goes).toContain(`${ofSite} visit`);
  expect(goes).toContain(site);
  expect(await faults(page)).toEqual([]);
  await page.evaluate(() => document.querySelector<HTMLElement>('dialog .danger')?.click());
  await page.waitFor(() => document.querySelector('.said')?.textContent?.includes('deleted'));
  expect((await historyOf(earshot)).map((row) => row.site)).not.toContain(site);
  await page.waitFor(() => document.querySelector('.results-count')?.textContent?.startsWith('0 of'));
});

test('whoever stops an export goes on with the keyboard where they were', async ({ earshot }) => {
  await seed(earshot, 60);
  const page = await openHistory(earshot);
  await page.evaluate(() => document.querySelector<HTMLElement>('.results-acts button:nth-child(2)')?.click());
  await page.waitFor(() => document.querySelector('dialog input[value=html]'));
  await page.evaluate(() => {
    const stopped: (string | null | undefined)[] = [];
    Object.assign(globalThis, { stopped });
    // Before the export has gone on.
    new MutationObserver(() => {
      if (!document.querySelector('dialog progress') || stopped.length > 0) return;
      stopped.push(document.activeElement?.textContent);
      (document.activeElement as HTMLElement).click();
    }).observe(document.body, { childList: true, subtree: true });
    const begin = document.querySelector<HTMLElement>('dialog .dialog-acts .button');
    begin?.focus();
    begin?.click();
  });
  await page.waitFor(() => (globalThis as unknown as { stopped: string[] }).stopped.length > 0);
  expect(await page.evaluate(() => (globalThis as unknown as { stopped: string[] }).stopped)).toEqual(['Stop']);
  await page.waitFor(() => document.querySelector('dialog .dialog-acts .button'));
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Cancel');
});

test('an export can be imported again, and a file that is not in order changes nothing', async ({ earshot }) => {
  await seed(earshot, 6);
  const page = await openHistory(earshot);
  // What the page hands to the browser as a download.
  await page.evaluate(() => {
    const { createObjectURL } = URL;
    URL.createObjectURL = (blob: Blob) => {
      void blob.text().then((text) => Object.assign(globalThis, { exported: text }));
      return createObjectURL(blob);
    };
  });
  await page.evaluate(() => document.querySelector<HTMLElement>('.results-acts button:nth-child(2)')?.click());
  await page.waitFor(() => document.querySelector('dialog input[value=ndjson]'));
  expect(await faults(page)).toEqual([]);
  await page.evaluate(() => document.querySelector<HTMLElement>('dialog input[value=ndjson]')?.click());
  await page.evaluate(() => document.querySelector<HTMLElement>('dialog .button')?.click());
  await page.waitFor(() => 'exported' in globalThis);
  const exported = await page.evaluate(() => (globalThis as unknown as { exported: string }).exported);
  expect(exported.split('\n').filter((line) => line.includes('"row":"visit"'))).toHaveLength(6);

  await earshot.inExtension(
    () => chrome.runtime.sendMessage({ command: 'delete-history', deletion: { what: 'everything' } }),
    null,
  );
  await page.waitFor(() => document.querySelector('.empty-import button'));
  const take = async (text: string) => {
    await page.evaluate((content) => {
      if (!document.querySelector('dialog')) document.querySelector<HTMLElement>('.empty-import button')?.click();
      Object.assign(globalThis, { content });
    }, text);
    await page.waitFor(() => document.querySelector('dialog input[type=file]'));
    await page.evaluate(() => {
      const input = document.querySelector<HTMLInputElement>('dialog input[type=file]');
      const files = new DataTransfer();
      files.items.add(new File([(globalThis as unknown as { content: string }).content], 'export.ndjson'));
      if (!input) return;
      input.files = files.files;
      input.dispatchEvent(new Event('change', { bubbles: true }));
    });
    await page.waitFor(() => document.querySelector('dialog .button:enabled'));
    await page.evaluate(() => document.querySelector<HTMLElement>('dialog .button')?.click());
  };
  const broken = exported.split('\n');
  broken[4] = '{"row":';
  await take(broken.join('\n'));
  await page.waitFor(() => document.querySelector('dialog [role=alert]'));
  const why = await page.evaluate(() => document.querySelector('dialog [role=alert]')?.textContent ?? '');
  expect(why).toContain('Nothing was imported');
  expect(why).toContain('line 5');
  expect(await historyOf(earshot)).toEqual([]);
  expect(await faults(page)).toEqual([]);

  await take(exported);
  await page.waitFor(() => document.querySelector('dialog .note.ok'));
  expect(await historyOf(earshot)).toHaveLength(6);
});

test('of a long list only what is in view is in the page, and the keyboard goes through all of it', async ({
  earshot,
}) => {
  await seed(earshot, 400);
  const page = await openHistory(earshot);
  await page.waitFor(() => document.querySelector('.rows-list .line-link'));
  expect(await page.evaluate(() => document.querySelectorAll('.rows-list > li').length)).toBeLessThan(60);
  const press = (key: string) =>
    page.evaluate((name) => {
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true }));
    }, key);
  const at = () => page.evaluate(() => document.activeElement?.closest('li')?.getAttribute('aria-posinset'));
  await page.evaluate(() => document.querySelector<HTMLElement>('.rows-list .line-link')?.focus());
  await press('ArrowDown');
  await expect.poll(at).toBe('2');
  await press('End');
  await expect.poll(at).toBe('400');
  await press('ArrowUp');
  await expect.poll(at).toBe('399');
  // One row at a time is reached with Tab.
  const reached = await page.evaluate(() => document.querySelectorAll('.rows-list a[tabindex="0"]').length);
  expect(reached).toBe(1);
  await press('Home');
  await expect.poll(at).toBe('1');
});

test('words in the picture are written in the direction of the page’s language', async ({ earshot }) => {
  await seed(earshot, 4);
  await earshot.inExtension(async () => {
    const { settings } = (await chrome.runtime.sendMessage({ ask: 'settings' })) as { settings: object };
    await chrome.runtime.sendMessage({ ask: 'save-settings', settings: { ...settings, language: 'fa' } });
  }, null);
  const page = await openHistory(earshot);
  await page.waitFor(() => document.querySelector('.bars canvas'));
  // Of a word that begins with a number, the number stands at the right.
  const isRight = await page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('.bars canvas');
    const pen = canvas?.getContext('2d');
    if (!canvas || !pen) return null;
    const { width, height } = canvas;
    const inkAtRight = (word: string) => {
      pen.clearRect(0, 0, width, height);
      pen.font = '40px sans-serif';
      pen.textAlign = 'center';
      pen.fillStyle = '#000';
      pen.fillText(word, width / 2, height / 2);
      const { data } = pen.getImageData(width / 2, 0, width / 2, height);
      return data.reduce((sum, value, at) => sum + (at % 4 === 3 ? value : 0), 0);
    };
    return inkAtRight('۸۸۸۸۸ \u0627') > inkAtRight('\u0627 ۸۸۸۸۸');
  });
  expect(isRight).toBe(true);
});

test('in a window that is made wider the filters are there, and in a narrow one they are opened by hand', async ({
  earshot,
}) => {
  await seed(earshot, 4);
  const page = await openHistory(earshot);
  const reachable = () =>
    page.evaluate(() =>
      ['input[name=severity]', '.filter-more > summary'].map(
        (one) => document.querySelector<HTMLElement>(one)?.checkVisibility() ?? false,
      ),
    );
  for (const [width, filters, summary] of [
    [1200, true, false],
    [500, false, true],
    [1200, true, false],
  ] as const) {
    await page.resize(width, 700);
    await expect.poll(reachable, String(width)).toEqual([filters, summary]);
  }
});

test('Back from a visit is where one was in the list', async ({ earshot }) => {
  await seed(earshot, 200);
  const page = await openHistory(earshot);
  await page.evaluate(() => scrollTo(0, 4000));
  await page.waitFor(
    () => Number(document.querySelector('.rows-list > li:last-child')?.getAttribute('data-index')) > 40,
  );
  const opened = await page.evaluate(() => {
    const link = [...document.querySelectorAll<HTMLAnchorElement>('.line-link')].find(
      (one) => one.getBoundingClientRect().top > 100,
    );
    link?.click();
    return link?.getAttribute('href');
  });
  await page.waitFor(() => document.querySelector('.visit h1'));
  await page.evaluate(() => history.back());
  await page.waitFor(() => document.activeElement?.classList.contains('line-link'));
  expect(await page.evaluate(() => document.activeElement?.getAttribute('href'))).toBe(opened);
  expect(await page.evaluate(() => scrollY)).toBeGreaterThan(3000);
});

test('while Earshot is paused or keeps no history, the page says so, and goes on from there', async ({ earshot }) => {
  await seed(earshot, 4);
  await earshot.inExtension(() => chrome.runtime.sendMessage({ ask: 'pause', paused: true }), null);
  const page = await openHistory(earshot);
  await page.waitFor(() => document.querySelector('.note.warn button'));
  expect(await page.evaluate(() => document.querySelector('.note.warn')?.textContent)).toContain('Earshot is paused');
  expect(await faults(page)).toEqual([]);
  await page.evaluate(() => document.querySelector<HTMLElement>('.note.warn button')?.click());
  await page.waitFor(() => document.querySelector('.note.warn') === null);
  const settings = () => earshot.inExtension(() => chrome.runtime.sendMessage({ ask: 'settings' }), null);
  await expect.poll(settings).toMatchObject({ settings: { paused: false } });
  await earshot.inExtension(async () => {
    const { settings: now } = (await chrome.runtime.sendMessage({ ask: 'settings' })) as { settings: object };
    await chrome.runtime.sendMessage({
      ask: 'save-settings',
      settings: { ...now, history: { keep: false, days: 90 } },
    });
  }, null);
  await page.waitFor(() => document.querySelector('.note.warn')?.textContent?.includes('switched off'));
  await page.waitFor(() => document.querySelector('main .state')?.textContent?.includes('No visit is kept'));
});

test('nothing is wrong for those who do not see the page, whatever it shows', async ({ earshot }) => {
  await seed(earshot, 30);
  const [row] = await historyOf(earshot);
  for (const query of ['', '?by=sites', '?text=nothing-has-this-name', `?visit=${row?.id}`, '?visit=gone']) {
    const page = await openHistory(earshot, query);
    await page.waitFor(() => document.querySelector('.reading') === null);
    expect(await faults(page), query).toEqual([]);
    // Text by text: Firefox's `innerText` writes what stands apart in a picture without a space in between.
    const words = await page.evaluate(() => {
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      let all = '';
      while (texts.nextNode()) all += ` ${texts.currentNode.textContent}`;
      return all;
    });
    expect(words, query).not.toMatch(/\b[a-z]+[A-Z]\w*/);
    await page.close();
  }
});
