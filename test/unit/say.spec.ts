import { expect, test } from 'playwright/test';
import { createSay, localeOf, lookupIn, type Messages } from '../../background/tell/say.ts';

const messages: Messages = {
  plain: { message: 'Nothing to see' },
  greets: {
    message: '$WHO$ greets $whom$',
    placeholders: { who: { content: '$1' }, WHOM: { content: '$2' } },
  },
  swapped: { message: '$B$, then $A$', placeholders: { a: { content: '$1' }, b: { content: '$2' } } },
  touching: { message: '$A$$B$', placeholders: { a: { content: '$1' }, b: { content: '$2' } } },
  fixed: { message: 'See $SITE$', placeholders: { site: { content: 'db-ip.com' } } },
  wrapped: { message: '$N$', placeholders: { n: { content: '<$1>' } } },
  direct: { message: '$1 of $2' },
  dollars: { message: 'It costs $$5, or $$$5' },
  dollarsBeforeValue: { message: '$$$PRICE$', placeholders: { price: { content: '$1' } } },
  stray: { message: 'a $x b $' },
  pings_one: { message: '$1 ping to $2' },
  pings_other: { message: '$1 pings to $2' },
  onlyOther_other: { message: 'n=$1' },
  noPlural: { message: 'always this' },
  countryEU: { message: 'the European Union' },
  voice: { message: 'your voice' },
};
const say = createSay(lookupIn(messages), 'en');

test('a message is found, whatever the case of its name', () => {
  expect(say({ key: 'plain' })).toBe('Nothing to see');
  expect(lookupIn(messages)('PLAIN', [])).toBe('Nothing to see');
});

test('a missing message is said as its key, also inside values and lists', () => {
  expect(say({ key: 'notThere', values: ['x'] })).toBe('notThere');
  expect(say({ key: 'direct', values: [{ message: 'nope' }, { list: [{ message: 'gone' }] }] })).toBe('nope of gone');
  expect(say({ key: 'notThere', count: 2 })).toBe('notThere');
  expect(lookupIn(messages)('notThere', [])).toBe('');
  expect(lookupIn(messages)('constructor', [])).toBe('');
});

test('placeholders are named without regard to case and can stand in any order', () => {
  expect(say({ key: 'greets', values: ['Ada', 'Bo'] })).toBe('Ada greets Bo');
  expect(say({ key: 'swapped', values: ['Ada', 'Bo'] })).toBe('Bo, then Ada');
  expect(say({ key: 'touching', values: ['Ada', 'Bo'] })).toBe('AdaBo');
});

test('a placeholder can hold fixed text, or text around a value', () => {
  expect(say({ key: 'fixed' })).toBe('See db-ip.com');
  expect(say({ key: 'wrapped', values: ['7'] })).toBe('<7>');
});

test('a run of dollars loses one, as in Chrome', () => {
  expect(say({ key: 'dollars' })).toBe('It costs $5, or $$5');
  expect(say({ key: 'dollarsBeforeValue', values: ['9'] })).toBe('$$1'); // the run swallows the sign of `$1`
  expect(say({ key: 'stray' })).toBe('a  b ');
});

test('a value that is not given is empty, and a value is never read as a pattern', () => {
  expect(say({ key: 'direct', values: ['3'] })).toBe('3 of ');
  expect(say({ key: 'greets', values: ['$2', '$WHO$ $$'] })).toBe('$2 greets $WHO$ $$');
});

test('countries are named by the language, the union by its message', () => {
  const rows = [{ country: 'CN' }, { country: 'EU' }] as const;
  expect(say({ key: 'direct', values: [...rows] })).toBe('China of the European Union');
  expect(createSay(lookupIn(messages), 'de')({ key: 'direct', values: [{ country: 'DE' }] })).toBe('Deutschland of ');
});

test('within a sentence a country has the form that the language has for that, if it has one', () => {
  const rows = [
    { country: 'US', inSentence: true },
    { country: 'CN', inSentence: true },
  ] as const;
  const own = { ...messages, countryTheUS: { message: 'the United States' } };
  const phrase = { key: 'direct', values: [...rows] };
  expect(createSay(lookupIn(own), 'en')(phrase)).toBe('the United States of China');
  expect(createSay(lookupIn(messages), 'en')(phrase)).toBe('United States of China');
});

test('something that is no country code is shown as it is', () => {
  expect(say({ key: 'direct', values: [{ country: 'not a code' }, { country: 'QX' }] })).toBe('not a code of QX');
});

test('lists and numbers follow the language', () => {
  expect(say({ key: 'wrapped', values: [{ list: ['a', { country: 'US' }, { message: 'voice' }] }] })).toBe(
    '<a, United States, and your voice>',
  );
  expect(say({ key: 'wrapped', values: [{ list: [] }] })).toBe('<>');
  expect(say({ key: 'wrapped', values: [1234567] })).toBe('<1,234,567>');
  expect(createSay(lookupIn(messages), 'de')({ key: 'wrapped', values: [1234567] })).toBe('<1.234.567>');
});

test('the message is chosen by plural category, else the one for all others, else the bare one', () => {
  expect(say({ key: 'pings', count: 1, values: [1, 'x'] })).toBe('1 ping to x');
  expect(say({ key: 'pings', count: 9, values: [9, 'x'] })).toBe('9 pings to x');
  expect(say({ key: 'onlyOther', count: 1, values: [1] })).toBe('n=1');
  expect(say({ key: 'noPlural', count: 1 })).toBe('always this');
  // Russian has categories that English lacks; with English messages it falls back to `_other`.
  expect(createSay(lookupIn(messages), 'ru')({ key: 'pings', count: 3, values: [3, 'x'] })).toBe('3 pings to x');
});

test('a locale that is no language tag does not stop anything', () => {
  expect(createSay(lookupIn(messages), 'en_US')({ key: 'wrapped', values: [1000] })).toBe('<1,000>');
});

test('messages are said in the region of the browser where language and script are the same', () => {
  expect(localeOf('en', 'en-GB')).toBe('en-GB');
  expect(localeOf('de', 'de-AT')).toBe('de-AT');
  expect(localeOf('en', 'ja')).toBe('en');
  expect(localeOf('zh-CN', 'zh-TW')).toBe('zh-CN');
  expect(localeOf('zh-TW', 'zh-HK')).toBe('zh-HK');
  expect(localeOf('fr', 'en_US')).toBe('fr');
});

test('from right to left, what comes from elsewhere keeps a direction of its own; from left to right nothing is added', () => {
  const rtl = createSay(lookupIn({ ...messages, textDirection: { message: 'rtl' } }), 'fa');
  const host = { key: 'greets', values: ['edge.agora.io', '203.0.113.7'] };
  expect(rtl(host)).toBe('\u2068edge.agora.io\u2069 greets \u2068203.0.113.7\u2069');
  expect(rtl({ key: 'wrapped', values: [{ list: ['a.example', { message: 'voice' }] }] })).toBe(
    '<\u2068a.example\u2069 و your voice>',
  );
  // Words of the language itself need none.
  expect(rtl({ key: 'direct', values: [{ country: 'CN' }, 1234] })).toBe('چین of ۱٬۲۳۴');
  expect(rtl({ key: 'wrapped', values: [''] })).toBe('<>');
  expect(say(host)).toBe('edge.agora.io greets 203.0.113.7');
});

test('a length of time is in the words and the plural forms of the language', () => {
  const lengths = (locale: string) =>
    [1, 45, 120, 301].map((seconds) => createSay(lookupIn(messages), locale)({ key: 'direct', values: [{ seconds }] }));
  expect(lengths('en')).toEqual(['1 second of ', '45 seconds of ', '2 minutes of ', '5 minutes of ']);
  expect(lengths('ru')).toEqual(['1 секунда of ', '45 секунд of ', '2 минуты of ', '5 минут of ']);
});
