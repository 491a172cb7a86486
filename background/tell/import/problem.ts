import * as v from 'valibot';
import type { Phrase } from '../../../extension/model/phrase.ts';

/** Why a file is refused: one sentence, and the line of the file that it is about. */
export class ImportProblem extends Error {
  constructor(
    readonly what: Phrase,
    /** From 1; null where it is about the whole file. */
    readonly line: number | null,
  ) {
    super(line === null ? what.key : `line ${line}: ${what.key}`);
  }

  /** `Line 17: findings.3.kind: expected …` */
  get phrase(): Phrase {
    return this.line === null ? this.what : { key: 'importAtLine', values: [String(this.line), said(this.what)] };
  }
}

const said = ({ key, values = [] }: Phrase) => ({ message: key, values });

/** What a file can make Earshot hold at once, and how deep it can go; an export stays far below. */
export const importLimits = {
  /** Characters of one line of NDJSON, or of one visit of JSON. */
  characters: 16_000_000,
  depth: 64,
  /** Rows of one visit. */
  rows: 200_000,
};

/** A value from a text that may mean ill. @throws ImportProblem */
export function parsed(text: string, line: number): unknown {
  if (isTooDeep(text)) throw new ImportProblem({ key: 'importTooDeep' }, line);
  try {
    return JSON.parse(text);
  } catch {
    throw new ImportProblem({ key: 'importNotJson' }, line);
  }
}

const [quote, backslash] = [0x22, 0x5c];
const opening = new Set([0x5b, 0x7b]);
const closing = new Set([0x5d, 0x7d]);

function isTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === backslash) at++;
      else if (code === quote) inString = false;
    } else if (code === quote) inString = true;
    else if (opening.has(code)) {
      if (++depth > importLimits.depth) return true;
    } else if (closing.has(code)) depth--;
  }
  return false;
}

/**
 * A value in the form that a schema gives it.
 *
 * @param at where in the file's structure the value stands, for the sentence
 * @throws ImportProblem
 */
export function inForm<T extends v.GenericSchema>(
  schema: T,
  value: unknown,
  line: number,
  at: readonly string[] = [],
): v.InferOutput<T> {
  const read = v.safeParse(schema, value, { abortEarly: true });
  if (read.success) return read.output;
  const [issue] = read.issues;
  const path = short([...at, ...(issue.path ?? []).map(({ key }) => String(key))].join('.'));
  const received = short(issue.received);
  throw new ImportProblem(
    issue.expected === null
      ? { key: 'importWrong', values: [path, received] }
      : { key: 'importWrongExpected', values: [path, short(issue.expected), received] },
    line,
  );
}

/** A sentence shows enough to find the place, and not what a file wants to have shown. */
const short = (text: string) => (text.length > 200 ? `${text.slice(0, 200)}…` : text);
