import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Language } from '../background/tell/export/html/words.ts';
import { createSay, type Lookup, lookupIn, type Messages } from '../background/tell/say.ts';
import english from '../extension/_locales/en/messages.json' with { type: 'json' };

/** Names of the languages that Earshot speaks, as BCP 47 writes them, to what is in their files. */
async function files(): Promise<Map<string, string>> {
  const packaged = join(import.meta.dirname, 'data', 'locales');
  const folder = existsSync(packaged) ? packaged : join(import.meta.dirname, '../extension/_locales');
  const names = await readdir(folder);
  return new Map(names.sort().map((name) => [name.replace('_', '-'), join(folder, name, 'messages.json')]));
}

/**
 * One of the extension's languages, for a report that is handed on; what it has no words for is said in English.
 *
 * @param name such as `fa`, `zh-CN` or `zh_CN`
 * @throws where Earshot does not speak it, with those that it does
 */
export async function languageNamed(name: string): Promise<Language> {
  const known = await files();
  const tag = [...known.keys()].find((one) => one.toLowerCase() === name.replace('_', '-').toLowerCase());
  const file = tag === undefined ? undefined : known.get(tag);
  if (tag === undefined || file === undefined)
    throw new RangeError(`Earshot does not speak "${name}"; it speaks ${[...known.keys()].join(', ')}`);
  const [its, others] = [lookupIn(JSON.parse(await readFile(file, 'utf8')) as Messages), lookupIn(english)];
  const lookup: Lookup = (key, values) => its(key, values) || others(key, values);
  return {
    tag,
    direction: lookup('textDirection', []) === 'rtl' ? 'rtl' : 'ltr',
    say: createSay(lookup, tag),
  };
}
