import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { renderReport } from '../../cli/render.ts';
import { destination, report } from '../support/reports/parts.ts';
import { richReport } from '../support/reports/rich.ts';
import { earshot } from '../support/terminal.ts';

const root = join(import.meta.dirname, '../..');
const example = join(root, 'docs/example.ndjson');

test('a report at a terminal names countries with their codes, and every way in which law reaches a destination', () => {
  const text = renderReport(richReport());
  expect(text).toContain('Agora Lab, Inc. – United States (US), China (CN)');
  expect(text).toContain('China (CN): through the operator’s seat (certain)');
  expect(text).toContain('no country: one address answers from many places (anycast)');
  expect(text).toContain('China (CN) or Singapore (SG)');
});

test('a self-hosted stack is named, and its operator is not guessed', () => {
  const stack = { id: 'livekit', name: 'LiveKit', role: 'signalling', source: 'made up' };
  const text = renderReport(
    report({ destinations: [destination({ host: 'rtc.club.example', relation: 'works-for-site', stack })] }),
  );
  expect(text).toContain('rtc.club.example · LiveKit: signalling · unknown operator · works for the site');
});

test('what a file holds cannot make a terminal do anything, whether it is shown or refused', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-report-'));
  try {
    const evil = '\u001b[2J\u009b31m\u202e';
    const lines = readFileSync(example, 'utf8').split('\n');
    const shown = join(folder, 'shown.ndjson');
    writeFileSync(shown, lines.join('\n').replaceAll('"masked":"88••••17"', `"masked":${JSON.stringify(evil)}`));
    const refused = join(folder, 'refused.json');
    const visit = {
      id: 'a-visit-of-a-file',
      site: 'a',
      startedAt: 0,
      lastAt: 0,
      endedAt: 0,
      because: [],
      peerConnections: 0,
    };
    const contacts = { [evil]: evil };
    const seen = { ...visit, microphone: { state: 'off', since: null }, contacts, blindSpots: {} };
    const head = { format: 'earshot-export', version: 1 };
    writeFileSync(refused, JSON.stringify({ ...head, visits: [{ key: '0123456789abcdef', visit: seen, fired: [] }] }));
    const answers = [await earshot('report', shown), await earshot('report', refused)];
    expect(answers.map(({ code }) => code)).toEqual([0, 1]);
    expect(answers[1]?.err).toContain('visits.0.visit.contacts');
    for (const { out, err } of answers) expect(out + err).not.toMatch(/[^\P{Cc}\n]|[\u202A-\u202E\u2066-\u2069]/u);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

for (const folder of readdirSync(join(root, 'extension/_locales'))) {
  test(`a report to hand on is written in ${folder}`, async () => {
    const tag = folder.replace('_', '-');
    const { code, out, err } = await earshot('report', example, '--html', '--language', folder.toLowerCase());
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const names = new Intl.DisplayNames(tag, { type: 'region' });
    expect(out).toContain(`<html lang="${tag}" dir="${tag === 'fa' ? 'rtl' : 'ltr'}">`);
    expect(out).toContain(names.of('CN'));
  });
}

test('a language that Earshot does not speak is refused with those that it does', async () => {
  const { code, out, err } = await earshot('report', example, '--html', '--language', 'xx');
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain('en');
  // Text at a terminal is English; the option would be passed over in silence.
  expect((await earshot('report', example, '--language', 'en')).code).toBe(2);
});
