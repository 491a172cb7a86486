/** Every folder of `_locales` says all that English says, with the same values, in the forms that its language has. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import type { Messages } from '../../background/tell/say.ts';
import english from '../../extension/_locales/en/messages.json' with { type: 'json' };
import { isLanguage } from '../../extension/model/language.ts';

const folder = join(import.meta.dirname, '../../extension/_locales');
const languages = readdirSync(folder).sort();
const read = (language: string): Messages =>
  JSON.parse(readFileSync(join(folder, language, 'messages.json'), 'utf8')) as Messages;

const source: Messages = english;
const plural = /_(zero|one|two|few|many|other)$/;
const baseOf = (key: string) => key.replace(plural, '');
const isPlural = (key: string) => plural.test(key);
/** The English message that a key translates: of plural forms the one that fits every number. */
const sourceOf = (key: string) => source[isPlural(key) ? `${baseOf(key)}_other` : key];

const tagOf = (language: string) => language.replace('_', '-');
const categoriesOf = (language: string) => new Intl.PluralRules(tagOf(language)).resolvedOptions().pluralCategories;

function directionOf(language: string): unknown {
  const locale = new Intl.Locale(tagOf(language));
  // A method by the standard (ECMA-402, Intl Locale Info), a property in engines of before.
  const method: unknown = Reflect.get(locale, 'getTextInfo');
  const info: unknown = typeof method === 'function' ? method.call(locale) : Reflect.get(locale, 'textInfo');
  return Reflect.get(info as object, 'direction');
}

/** Whether only one number takes this form, so that a sentence may say it in a word: "one entry". */
function holdsOneNumber(language: string, category: string): boolean {
  const rules = new Intl.PluralRules(tagOf(language));
  const numbers = [...Array.from({ length: 1100 }, (_, n) => n), 0.5, 1.5, 2.5, 1_000_000];
  return numbers.filter((n) => rules.select(n) === category).length === 1;
}

const namedIn = (message: string) =>
  new Set([...message.matchAll(/\$(\w+)\$/g)].map(([, name = '']) => name.toLowerCase()));

/** Words that are no language's: names, and terms that are written like this everywhere. */
const everywhere =
  /\b(?:Earshot|WebRTC|WebSocket|WebTransport|TURN|STUN|SDP|DNS|TLS|SRTP|DTLS|URL|IP|HTML|JSON|NDJSON|CSV|DB-IP|HTTPS?|ICE|AS|Firefox|Chrome|Chromium|Excel|[Cc]ookies?)\b/g;
/** Words of a message that a translation would change. */
const wordsIn = (message: string) =>
  message
    .replace(/\$\w+\$/g, '')
    .replace(everywhere, '')
    .match(/\p{L}{2,}/gu) ?? [];

const isLatin = (language: string) => new Intl.Locale(tagOf(language)).maximize().script === 'Latn';

/** English words that another language spells alike come alone or in twos: *Name*, *Service*, *Certain*. */
function leftInEnglish(language: string, key: string, message: string): boolean {
  if (message !== source[key]?.message) return false;
  if (key === 'textDirection' || source[key]?.description?.includes('Leave as it is')) return false;
  const words = wordsIn(message);
  return isLatin(language) ? words.length > 2 : words.length > 0;
}

for (const language of languages) {
  const messages = read(language);

  test(`${language}: every message is there, in each plural form that the language has and no other`, () => {
    const wanted = Object.keys(source).flatMap((key) => {
      if (!isPlural(key)) return [key];
      return key.endsWith('_other') ? categoriesOf(language).map((category) => `${baseOf(key)}_${category}`) : [];
    });
    expect(Object.keys(messages).sort()).toEqual(wanted.sort());
  });

  test(`${language}: every message has the values that the English one has`, () => {
    const wrong = Object.entries(messages).flatMap(([key, { message, placeholders = {} }]) => {
      const its = Object.entries(placeholders).map(([name, { content }]) => [name.toLowerCase(), content] as const);
      const theirs = new Map(
        Object.entries(sourceOf(key)?.placeholders ?? {}).map(([name, { content }]) => [name.toLowerCase(), content]),
      );
      const named = namedIn(message);
      const unknown = [...named].filter((name) => !its.some(([one]) => one === name));
      const other = its.filter(([name, content]) => theirs.get(name) !== content).map(([name]) => name);
      const lost = [...theirs.keys()].filter((name) => !named.has(name));
      const form = plural.exec(key)?.[1];
      const mayLose = form !== undefined && holdsOneNumber(language, form) ? 1 : 0;
      return unknown.length + other.length > 0 || lost.length > mayLose
        ? [`${key}: ${JSON.stringify({ unknown, other, lost })}`]
        : [];
    });
    expect(wrong).toEqual([]);
  });

  test(`${language}: it says of itself what it is, and the stores can show it`, () => {
    expect(isLanguage(language)).toBe(true);
    expect(messages['languageTag']?.message).toBe(tagOf(language));
    expect(messages['textDirection']?.message).toBe(directionOf(language));
    expect(messages['extensionName']?.message).toBe('Earshot');
    // Chrome Web Store and addons.mozilla.org take no more.
    expect(messages['extensionDescription']?.message.length).toBeLessThanOrEqual(132);
  });

  test(`${language}: messages are plain text`, () => {
    const faults = Object.entries(messages).filter(
      ([, { message }]) =>
        message === '' ||
        message !== message.trim() ||
        /<\/?\w|&#?\w+;/.test(message) ||
        // Embeddings and overrides of direction: isolates are put around values where they are said.
        /[\u202A-\u202E\uFFFD]/.test(message),
    );
    expect(faults).toEqual([]);
  });

  if (language !== 'en') {
    test(`${language}: nothing is left in English`, () => {
      const left = Object.entries(messages).filter(([key, { message }]) => leftInEnglish(language, key, message));
      expect(left).toEqual([]);
    });
  }
}

test('what is wrong with a translation is found', () => {
  expect(holdsOneNumber('en', 'one')).toBe(true);
  expect(holdsOneNumber('ru', 'one')).toBe(false); // 21, 31, …
  expect(holdsOneNumber('fr', 'one')).toBe(false); // 0, 1.5
  expect(directionOf('fa')).toBe('rtl');
  expect(directionOf('zh_TW')).toBe('ltr');
  const key = 'stateNoVoice';
  expect(leftInEnglish('de', key, english[key].message)).toBe(true);
  expect(leftInEnglish('de', key, 'Hier wurde kein Sprachchat gesehen')).toBe(false);
});
