import { expect } from 'playwright/test';
import { findingsOf, reportUntil, test } from '../support/earshot.ts';
import { planted } from '../support/planted.ts';
import { rooms } from '../support/rooms.ts';
import { diskOf, exportOf, readable } from '../support/storage.ts';

test('no identifier reaches disk or export in a readable form', async ({ earshot }) => {
  const page = await earshot.open(`${rooms.agora}?auto`);
  await page.waitFor(() => document.body.dataset['state'] === 'joined');
  const report = await reportUntil(earshot, page, (it) => findingsOf(it).some(({ kind }) => kind === 'token'));
  // Past the bound after which everything is written.
  await new Promise((resolve) => setTimeout(resolve, 2000));

  const disk = await diskOf(earshot);
  expect(disk).toContain(report.visit.id);
  const texts = {
    disk,
    visit: await exportOf(earshot, report.visit.id),
    report: await exportOf(earshot, report.visit.id, 'html'),
  };
  for (const [where, text] of Object.entries(texts)) {
    expect(text, where).toContain('rooms.example');
    for (const value of [planted.room, planted.userId, planted.token]) {
      for (const form of readable(value)) expect(text.includes(form), `${form} in ${where}`).toBe(false);
    }
  }
});

test('an export names its format, its version and the days of its data', async ({ earshot }) => {
  const page = await earshot.open(`${rooms.clean}?auto`);
  const report = await reportUntil(earshot, page, (it) => findingsOf(it).length > 0);
  const exported = JSON.parse(await exportOf(earshot, report.visit.id)) as Record<string, unknown>;
  expect(exported).toMatchObject({
    format: 'earshot-export',
    version: 1,
    scope: { what: 'visit', site: 'rooms.example' },
    data: { catalogue: { date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) }, problems: [] },
    visits: [{ visit: { id: report.visit.id, site: 'rooms.example' }, report: { schema: 1 } }],
  });
});
