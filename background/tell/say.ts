import type { Phrase, PhraseValue } from '../../extension/model/phrase.ts';

/** The text of a message with its values put in, or `''` where there is no such message: as `i18n.getMessage` does. */
export type Lookup = (key: string, values: string[]) => string;
export type Say = (phrase: Phrase) => string;

/**
 * Says phrases in one language. A missing message is said as its key: visible, and never an exception. A phrase with
 * `count` takes `key_<plural category>`, else `key_other`, else `key`; the count is not a value unless it is listed.
 * Where the messages say that they are written from right to left, each text that comes from elsewhere (a host, an
 * address, a name) is put in isolated (UAX #9, 2.4): it keeps its own direction and leaves the sentence's alone.
 *
 * @param locale BCP 47 tag for the names of countries, lists, numbers and plurals; one that is unknown counts as `en`
 */
export function createSay(lookup: Lookup, locale: string): Say {
  const language = supported(locale);
  const numbers = new Intl.NumberFormat(language);
  const plurals = lazily(() => new Intl.PluralRules(language));
  const lists = lazily(() => new Intl.ListFormat(language, { style: 'long', type: 'conjunction' }));
  const countries = lazily(() => new Intl.DisplayNames(language, { type: 'region', fallback: 'code' }));

  const rightToLeft = lazily(() => lookup('textDirection', []) === 'rtl');

  function textOf(keys: string[], values: string[]): string {
    for (const key of keys) {
      const text = lookup(key, values);
      if (text !== '') return text;
    }
    return keys.at(-1) ?? '';
  }

  function countryName(code: string): string {
    if (code === 'EU') return textOf(['countryEU'], []);
    try {
      return countries().of(code) ?? code;
    } catch {
      return code; // not shaped like a region code
    }
  }

  /** In minutes from two on. */
  function lengthOf(seconds: number): string {
    const [unit, length] = seconds < 120 ? ['second', seconds] : ['minute', Math.round(seconds / 60)];
    return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(length);
  }

  function textOfValue(value: PhraseValue): string {
    if (typeof value === 'string') return rightToLeft() ? isolated(value) : value;
    if (typeof value === 'number') return numbers.format(value);
    if ('country' in value) {
      return (value.inSentence && lookup(`countryThe${value.country}`, [])) || countryName(value.country);
    }
    if ('seconds' in value) return lengthOf(value.seconds);
    if ('message' in value) return textOf([value.message], (value.values ?? []).map(textOfValue));
    return lists().format(value.list.map(textOfValue));
  }

  return ({ key, values = [], count }) => {
    const keys = count === undefined ? [key] : [`${key}_${plurals().select(count)}`, `${key}_other`, key];
    return textOf(keys, values.map(textOfValue));
  };
}

/** Text that keeps a direction of its own: between FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE. */
export const isolated = (text: string): string => (text === '' ? '' : `\u2068${text}\u2069`);

/** A `messages.json` as Chrome and Firefox define it. */
export type Messages = Record<
  string,
  { message: string; description?: string; placeholders?: Record<string, { content: string; example?: string }> }
>;

/**
 * Looks messages up where there is no browser: command line and tests. Does what Chrome does with
 * `$NAME$` (`extensions/common/message_bundle.cc`) and then with `$1`…`$9` and `$$` (`base/strings/string_util.cc`):
 * names of messages and placeholders without regard to case, a value that is not given is empty, `$$` is one dollar.
 */
export function lookupIn(messages: Messages): Lookup {
  const byName = new Map(
    Object.entries(messages).map(([name, { message, placeholders = {} }]) => [
      name.toLowerCase(),
      replacePlaceholders(
        message,
        new Map(Object.entries(placeholders).map(([key, { content }]) => [key.toLowerCase(), content])),
      ),
    ]),
  );
  return (key, values) => {
    const text = byName.get(key.toLowerCase());
    return text === undefined ? '' : replaceValues(text, values);
  };
}

function replacePlaceholders(message: string, contents: Map<string, string>): string {
  let text = message;
  let from = 0;
  for (;;) {
    const start = text.indexOf('$', from);
    const end = start < 0 ? -1 : text.indexOf('$', start + 1);
    if (end < 0) return text;
    const name = text.slice(start + 1, end);
    const content = /^[\w@]+$/.test(name) ? contents.get(name.toLowerCase()) : undefined;
    if (content === undefined) {
      from = start + 1;
    } else {
      text = text.slice(0, start) + content + text.slice(end + 1);
      from = start + content.length;
    }
  }
}

function replaceValues(text: string, values: string[]): string {
  return text.replace(/\$(?:(\$+)|([1-9])|.?)/gs, (_, dollars?: string, digit?: string) =>
    dollars !== undefined ? dollars : digit === undefined ? '' : (values[Number(digit) - 1] ?? ''),
  );
}

/**
 * The language of the messages, in the region of the browser. Not simply the browser's language: where Earshot has no
 * messages for it, countries and numbers would be named in another language than the sentence around them, or, in
 * Chinese, in another script.
 *
 * @param messages BCP 47 tag that the messages give themselves
 */
export function localeOf(messages: string, browserLanguage: string): string {
  try {
    const [its, theirs] = [new Intl.Locale(messages).maximize(), new Intl.Locale(browserLanguage).maximize()];
    return its.language === theirs.language && its.script === theirs.script ? browserLanguage : messages;
  } catch {
    return messages; // a browser that names its language as no tag is written
  }
}

function supported(locale: string): string {
  try {
    return Intl.NumberFormat.supportedLocalesOf(locale)[0] ?? 'en';
  } catch {
    return 'en';
  }
}

/** Makes a thing when it is first asked for: each of `Intl`'s costs some of the time in which the popup should open. */
export function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
