import { expect, test } from 'playwright/test';
import { groupWarnings, isGroup } from '../../background/tell/say-warnings.ts';
import type { PhraseValue } from '../../extension/model/phrase.ts';
import type { Warning } from '../../extension/model/report.ts';

function warning(rule: string, party: string, changes: Partial<Warning> = {}, ...more: PhraseValue[]): Warning {
  const title = { key: 'warnContactTitle', values: [party, ...more] };
  const nothing = { hosts: [], evidence: [], laws: [], advice: [], basis: [], count: 1 };
  return { rule, party, severity: 'low', title, detail: { key: 'warnContactDetail' }, ...nothing, ...changes };
}

const names = 'a b c d e f g h i j'.split(' ');
const userId = { list: [{ message: 'kindUserId' }] };

test('ten companies that were merely contacted are one line, where the first of them stood', () => {
  const contacts = names.map((name) => warning('contact', name));
  const grave = warning('voice-through-provider', 'v', { severity: 'high' });
  const last = warning('microphone-while-hidden', 'z');
  const lines = groupWarnings([grave, ...contacts, last]);
  expect(lines).toHaveLength(3);
  expect([lines[0], lines[2]]).toEqual([grave, last]);
  expect(lines[1]).toMatchObject({ severity: 'low', title: { count: 10, values: [10] }, warnings: contacts });
});

test('what weighs another thing, or tells of something else, is not in the same line', () => {
  const told = names.map((name) => warning('identifiers-to-company', name, {}, userId));
  const other = warning('identifiers-to-company', 'k', {}, { list: [{ message: 'kindEmail' }] });
  const graver = warning('identifiers-to-company', 'l', { severity: 'medium' }, userId);
  const lines = groupWarnings([graver, ...told, other]);
  expect(lines).toEqual([graver, expect.objectContaining({ warnings: told }), other]);
  expect(lines.filter(isGroup)[0]?.title.values).toEqual([10, userId]);
});

test('two are two lines, and nobody who hears or reads on the way is ever put together with others', () => {
  const two = [warning('contact', 'a'), warning('contact', 'b')];
  expect(groupWarnings(two)).toEqual(two);
  const grave = names.flatMap((name) => [
    warning('voice-through-provider', name, { severity: 'high' }),
    warning('identifiers-on-the-wire', name, { severity: 'high' }),
  ]);
  expect(groupWarnings(grave)).toEqual(grave);
});
