import { readdirSync } from 'node:fs';
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
