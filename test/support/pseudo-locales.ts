import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Messages } from '../../background/tell/say.ts';

/**
 * Languages that nobody speaks, made from the English messages. What code says without `_locales` stays English in
 * them, so it shows; and each message is as much longer as the longest-winded language makes it. Never in a package.
 */
export const pseudoLocales = {
  /** Accented Latin. */
  en_XA: { tag: 'en-XA', direction: 'ltr' },
  /** Persian letters without a meaning, from right to left; dates, numbers and countries are Persian. */
  fa_XB: { tag: 'fa-XB', direction: 'rtl' },
} as const;
export type PseudoLocale = keyof typeof pseudoLocales;

/** Stand around each message. */
export const brackets = ['⟦', '⟧'] as const;

const letters = 'abcdefghijklmnopqrstuvwxyz';
const alphabets: Record<PseudoLocale, { lower: string; upper: string }> = {
  en_XA: { lower: 'áƀçđéƒğĥíĵķļɱñóƥɋŕšţúṽŵẋýž', upper: 'ÁƁÇĐÉƑĞĤÍĴĶĻṀÑÓƤɊŔŠŢÚṼŴẊÝŽ' },
  fa_XB: { lower: 'ابسدیفگهیجکلمنوپقرشتعوخظیز', upper: 'ابسدیفگهیجکلمنوپقرشتعوخظیز' },
};

function lettered(text: string, { lower, upper }: { lower: string; upper: string }): string {
  return [...text]
    .map((letter) => {
      const at = letters.indexOf(letter.toLowerCase());
      return at < 0 ? letter : ([...(letter === letter.toLowerCase() ? lower : upper)][at] ?? letter);
    })
    .join('');
}

/** 40% more: of a word, a longer word; of a sentence, more words. */
function longer(message: string): string {
  const length = message.replace(/\$\w+\$/g, '').length;
  const more = Math.ceil(length * 0.4);
  if (length <= 10) return message + 'o'.repeat(length === 0 ? 0 : more);
  return `${message} ${'some more words '
    .repeat(Math.ceil(more / 16))
    .slice(0, more)
    .trim()}`;
}

function messageIn(locale: PseudoLocale, key: string, message: string): string {
  const { tag, direction } = pseudoLocales[locale];
  if (key === 'languageTag') return tag;
  if (key === 'textDirection') return direction;
  // The name of a placeholder is no text.
  const parts = longer(message).split(/(\$\w+\$)/);
  return `${brackets[0]}${parts.map((part, at) => (at % 2 === 1 ? part : lettered(part, alphabets[locale]))).join('')}${brackets[1]}`;
}

export function pseudoMessages(locale: PseudoLocale, english: Messages): Messages {
  return Object.fromEntries(
    Object.entries(english).map(([key, one]) => [key, { ...one, message: messageIn(locale, key, one.message) }]),
  );
}

/** Adds the languages to a copy of the built extension. */
export async function addPseudoLocales(extension: string): Promise<void> {
  const locales = join(extension, '_locales');
  const english = JSON.parse(await readFile(join(locales, 'en', 'messages.json'), 'utf8')) as Messages;
  const listed = join(extension, 'data', 'locales.json');
  const names = JSON.parse(await readFile(listed, 'utf8')) as string[];
  for (const locale of Object.keys(pseudoLocales) as PseudoLocale[]) {
    await mkdir(join(locales, locale));
    await writeFile(join(locales, locale, 'messages.json'), JSON.stringify(pseudoMessages(locale, english)));
    names.push(locale);
  }
  await writeFile(listed, JSON.stringify(names));
}
