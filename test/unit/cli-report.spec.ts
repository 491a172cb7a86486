import { expect, test } from 'playwright/test';
import { renderReport } from '../../cli/render.ts';
import { destination, report, richReport } from '../support/reports.ts';

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
