/** Every message that code asks for exists with the values it is given, and every message that exists is asked for. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import ts from 'typescript';
import { encryptions, routes } from '../../background/tell/export/report-schema.ts';
import type { Messages } from '../../background/tell/say.ts';
import messages from '../../extension/_locales/en/messages.json' with { type: 'json' };
import type { Exposure, Learnt, Microphone, Party } from '../../extension/model/report.ts';
import {
  type Certainty,
  type Confidence,
  identifierKinds,
  places,
  severities,
} from '../../extension/model/vocabulary.ts';

const root = join(import.meta.dirname, '../..');
const all: Messages = messages;

/** A message's name without its plural category. */
const baseOf = (key: string) => key.replace(/_(?:zero|one|two|few|many|other)$/, '');
const bases = new Set(Object.keys(all).map(baseOf));

/** Every member of a union of words; the compiler sees to it that none is left out. */
const wordsOf = <T extends string>(words: Record<T, true>) => Object.keys(words);
const camel = (words: string) => words.replace(/[-.](\w)/g, (_, letter: string) => letter.toUpperCase());
const family = (prefix: string, words: readonly string[]) => words.map((word) => camel(`${prefix}-${word}`));

const certainties = wordsOf<Certainty>({ high: true, medium: true, low: true, unknown: true });
const confidences = wordsOf<Confidence>({ matched: true, named: true, inferred: true });

/** The keys that code puts together, so that no search for their name finds them; each with where that is done. */
const computed = [
  ...family('kind', identifierKinds), // warnings/evidence.ts, tell/verdict.ts, cli
  ...family('basis', [...confidences, 'declared']), // warnings/evidence.ts: how it was recognised
  ...['verdictHears', 'verdictHearsLikely', 'verdictHearsNoLaw', 'verdictHearsLikelyNoLaw'], // tell/verdict.ts
  ...['warnContactMany', 'warnStunMany', 'warnIdentifiersMany'], // tell/say-warnings.ts
  ...family('learnt', wordsOf<Learnt>({ 'on-the-wire': true, plain: true, encoded: true, hashed: true })), // cli
  ...family('voice', wordsOf<Party['voice']>({ yes: true, likely: true, no: true, unknown: true })), // cli
  ...family('place', places), // cli
  ...family('certainty', certainties), // cli
  ...family('confidence', confidences), // cli
  ...family(
    'relation',
    wordsOf<Party['relation']>({
      'first-party': true,
      'works-for-site': true,
      'third-party': true,
      wire: true,
      peers: true,
    }),
  ), // cli
  ...family('through', wordsOf<Exposure['through']>({ server: true, network: true, operator: true, parent: true })), // cli
  ...family('lawDepth', ['text', 'summary', 'existence', 'earlier-pass', 'none']), // cli
  ...family('route', routes), // tell/export/html, and what follows
  ...family('encryption', encryptions),
  ...family('microphone', wordsOf<Microphone['state']>({ on: true, off: true, 'not-seen': true })),
  ...family('severity', severities),
];

/** Names that only the browser asks for (manifest.json), and names that `say` itself asks for. */
const elsewhere = [
  ...[...readFileSync(join(root, 'manifest.json'), 'utf8').matchAll(/__MSG_(\w+)__/g)].map(([, name = '']) => name),
  'countryEU',
  ...Object.keys(messages).filter((key) => /^countryThe[A-Z]{2}$/.test(key)),
];

interface Asked {
  file: string;
  key: string;
  /** How many values it is given; null where that is not written out. */
  values: number | null;
}

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name));
}

/** The strings that an expression can be, where it is one or chooses between some. */
function stringsIn(node: ts.Expression): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isParenthesizedExpression(node)) return stringsIn(node.expression);
  if (ts.isConditionalExpression(node)) return [...stringsIn(node.whenTrue), ...stringsIn(node.whenFalse)];
  return [];
}

/** `text` of `text(…)` and of `words.text(…)`. */
function nameOf(called: ts.Expression): string {
  if (ts.isPropertyAccessExpression(called)) return called.name.text;
  return ts.isIdentifier(called) ? called.text : '';
}

function countOf(node: ts.Expression | undefined): number | null {
  if (node === undefined) return 0;
  if (!ts.isArrayLiteralExpression(node) || node.elements.some(ts.isSpreadElement)) return null;
  return node.elements.length;
}

/** Phrases (`{ key, values }`), messages within them (`{ message, values }`) and calls of `text`, and all strings. */
function read(file: string): { asked: Asked[]; strings: Set<string> } {
  const asked: Asked[] = [];
  const strings = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) strings.add(node.text);
    if (ts.isCallExpression(node)) {
      const [key, values] = node.arguments;
      if (['text', 'textIfAny'].includes(nameOf(node.expression)) && key) {
        for (const text of stringsIn(key)) asked.push({ file, key: text, values: countOf(values) });
      }
    }
    if (ts.isObjectLiteralExpression(node)) {
      const fields = new Map<string, ts.Expression>();
      for (const field of node.properties) {
        if (ts.isPropertyAssignment(field) && ts.isIdentifier(field.name))
          fields.set(field.name.text, field.initializer);
        else if (ts.isShorthandPropertyAssignment(field)) fields.set(field.name.text, field.name);
        else fields.set('?', node);
      }
      const key = fields.get('key') ?? fields.get('message');
      const phrase = [...fields.keys()].every((name) => ['key', 'message', 'values', 'count'].includes(name));
      if (phrase && key) {
        for (const text of stringsIn(key)) asked.push({ file, key: text, values: countOf(fields.get('values')) });
      }
    }
    ts.forEachChild(node, visit);
  };
  const kind = file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  visit(ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, false, kind));
  return { asked, strings };
}

const code = ['background', 'popup', 'extension', 'cli'].flatMap(filesIn).map(read);
const examples = filesIn('test/support/reports').map(read);
// Other things have a `key` too: those of requests (`uuid`, `sdp`). A message of one word is asked for by `text`.
const asked = [...code, ...examples]
  .flatMap((file) => file.asked)
  .filter(({ key }) => bases.has(key) || /^[a-z]+[A-Z]\w+$/.test(key));

/** The largest `$n` of a message: how many values it wants. */
function wantedBy(key: string): number {
  const forms = Object.keys(all).filter((name) => baseOf(name) === key);
  const numbers = forms.flatMap((name) => {
    const { message, placeholders = {} } = all[name] ?? { message: '' };
    const contents = [message, ...Object.values(placeholders).map(({ content }) => content)];
    return contents.flatMap((text) => [...text.matchAll(/\$(\d)/g)].map(([, digit]) => Number(digit)));
  });
  return Math.max(0, ...numbers);
}

test('every message that code and the example reports ask for exists', () => {
  const missing = asked.filter(({ key }) => !bases.has(key)).map(({ file, key }) => `${file}: ${key}`);
  expect(missing).toEqual([]);
  expect(computed.filter((key) => !bases.has(key))).toEqual([]);
  expect(elsewhere.filter((key) => !bases.has(key))).toEqual([]);
  // The reader sees what it should: the popup alone asks for more than this.
  expect(asked.length).toBeGreaterThan(150);
});

test('a key in a table of words names a message', () => {
  // Beside the values of `…Keys` tables only few strings look like names of messages.
  const families =
    /^(?:advice|basis|blind|certainty|confidence|kind|law|learnt|place|relation|ring|route|severity|through|verdict|voice|warn)[A-Z]\w*$/;
  const strings = new Set([...code, ...examples].flatMap((file) => [...file.strings]));
  strings.delete('lawDepth'); // a prefix, see `computed`
  strings.delete('blindSpots'); // a member of `Visit`
  expect([...strings].filter((text) => families.test(text) && !bases.has(text))).toEqual([]);
});

test('every message is asked for', () => {
  const used = new Set([...code.flatMap((file) => [...file.strings]), ...computed, ...elsewhere]);
  expect([...bases].filter((key) => !used.has(key))).toEqual([]);
});

test('every message is given as many values as it wants', () => {
  const wrong = asked
    .filter(({ key, values }) => bases.has(key) && values !== null && values !== wantedBy(key))
    .map(({ file, key, values }) => `${file}: ${key} is given ${values}, wants ${wantedBy(key)}`);
  expect(wrong).toEqual([]);
});

test('every message uses the placeholders that it declares, and has all of its plural forms', () => {
  for (const [name, { message, placeholders = {} }] of Object.entries(all)) {
    const named = [...message.matchAll(/\$(\w+)\$/g)].map(([, it = '']) => it.toLowerCase());
    const declared = Object.keys(placeholders).map((it) => it.toLowerCase());
    expect(declared, name).toEqual(expect.arrayContaining(named));
    // "One entry" needs no number.
    if (baseOf(name) !== name && !name.endsWith('_other')) continue;
    expect(named, name).toEqual(expect.arrayContaining(declared));
    if (baseOf(name) === name) continue;
    const forms = Object.keys(all).filter((other) => baseOf(other) === baseOf(name));
    expect(forms.length, name).toBeGreaterThan(1);
    expect(forms, name).toContain(`${baseOf(name)}_other`);
    expect(Object.keys(all), name).not.toContain(baseOf(name));
  }
});
