/** The extension's own words at a terminal, in English. */
import { createSay, lookupIn } from '../background/tell/say.ts';
import messages from '../extension/_locales/en/messages.json' with { type: 'json' };
import type { Country } from '../extension/model/vocabulary.ts';

export const say = createSay(lookupIn(messages), 'en');

/** The word for a value of the vocabulary: message keys are written `kindUserId`, values `user-id`. */
export function word(prefix: string, value: string): string {
  return say({ key: `${prefix}-${value}`.replace(/[-.](\w)/g, (_, letter: string) => letter.toUpperCase()) });
}

/** `China (CN)`. */
export function countryName(code: Country): string {
  return say({ key: 'countryWithCode', values: [{ country: code }, code] });
}

/** Text in lines of at most `width` characters, each behind `indent`; what has no space in it is not cut. */
export function wrap(text: string, width: number, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  for (const part of text.split(/\s+/)) {
    if (line !== '' && indent.length + line.length + 1 + part.length > width) {
      lines.push(indent + line);
      line = part;
    } else line = line === '' ? part : `${line} ${part}`;
  }
  return line === '' ? lines : [...lines, indent + line];
}
