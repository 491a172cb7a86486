import { expect, test } from 'playwright/test';
import { newlyGrave, noticeId, tabOf } from '../../background/tell/notice.ts';
import type { Warning } from '../../extension/model/report.ts';
import { report } from '../support/reports/parts.ts';
import { richReport } from '../support/reports/rich.ts';

const warning = (rule: string, severity: Warning['severity'], party: string): Warning => ({
  rule,
  severity,
  title: { key: 'warnVoiceTitle', values: [party] },
  detail: { key: 'warnVoiceDetail' },
  party,
  hosts: [],
  count: 1,
  evidence: [],
  laws: [],
  advice: [],
  basis: [],
});

test('only grave warnings are told of, each rule once, however many companies it is about', () => {
  const warnings = [
    warning('a', 'high', 'agora'),
    warning('a', 'high', 'pubnub'),
    warning('b', 'medium', 'agora'),
    warning('c', 'high', 'agora'),
  ];
  const fresh = newlyGrave(report({ warnings }), []);
  expect(fresh.map(({ rule, party }) => [rule, party])).toEqual([
    ['a', 'agora'],
    ['c', 'agora'],
  ]);
});

test('a rule that was there before is not told of again', () => {
  const all = newlyGrave(richReport(), []).map(({ rule }) => rule);
  expect(all.length).toBeGreaterThan(1);
  expect(newlyGrave(richReport(), all)).toEqual([]);
  expect(newlyGrave(richReport(), all.slice(1)).map(({ rule }) => rule)).toEqual(all.slice(0, 1));
});

test("a notification's id leads back to its tab, and to no other thing", () => {
  expect(tabOf(noticeId({ tabId: 17, id: '3c9f-4' }, 'identifiers-on-the-wire'))).toBe(17);
  expect(tabOf('17')).toBeNull();
  expect(tabOf('')).toBeNull();
});
