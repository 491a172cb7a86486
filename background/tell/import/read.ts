import * as v from 'valibot';
import { exportedRow } from '../export/row-schema.ts';
import { formatEntries, takenIn } from '../export/schema.ts';
import { type Line, linesOf, textsOf } from './lines.ts';
import { type Member, membersOf } from './members.ts';
import { ImportProblem, inForm, parsed } from './problem.ts';
import { type ReadVisit, Restoring } from './restore.ts';

/**
 * The visits of an export in JSON or NDJSON, one after the other; never more than one is in memory. The file may mean
 * ill: everything that is read of it has a bound and is held against the schema of exports. What the file concludes is
 * not read, because conclusions are drawn anew.
 *
 * @throws ImportProblem, while the visits are read: what was read until then must not be kept
 */
export async function* readExport(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ReadVisit> {
  const texts = textsOf(chunks);
  let beginning = '';
  // Which of the two it is shows in the first line; a file of one visit can have it all in one.
  for (;;) {
    const { value, done } = await texts.next();
    if (done) break;
    beginning += value;
    if (beginning.trimStart().includes('\n') || beginning.length > 1000) break;
  }
  if (beginning.trim() === '') throw new ImportProblem({ key: 'importEmpty' }, null);
  const whole = prefixed(beginning, texts);
  yield* /^\s*\{\s*"row"/.test(beginning) ? fromLines(linesOf(whole)) : fromDocument(membersOf(whole, 'visits'));
}

async function* prefixed(beginning: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield beginning;
  yield* rest;
}

const formatMembers = v.object(formatEntries);

async function* fromDocument(members: AsyncIterable<Member>): AsyncGenerator<ReadVisit> {
  const said: Record<string, unknown> = {};
  let number = 0;
  let checked = false;
  const check = (line: number) => {
    if (!checked) ours(said, line);
    checked = true;
  };
  let last = 1;
  for await (const { name, element, text, line } of members) {
    last = line;
    if (!element) {
      if (name === 'format' || name === 'version') said[name] = parsed(text, line);
      // A member `visits` that is no list.
      if (name === 'visits') inForm(v.array(v.unknown()), parsed(text, line), line, ['visits']);
      continue;
    }
    check(line);
    const at = ['visits', String(number++)];
    const { key, visit, fired } = inForm(entry, parsed(text, line), line, at);
    yield { line, key, kept: { visit, fired } };
  }
  check(last);
}

const entry = v.object(takenIn);

/** @throws ImportProblem where it is no export, or one of a later version of Earshot */
function ours(said: unknown, line: number): void {
  const { format, version } = said as Record<string, unknown>;
  if (format !== formatEntries.format.literal) throw new ImportProblem({ key: 'importNoExport' }, null);
  if (typeof version === 'number' && version > formatEntries.version.literal) {
    throw new ImportProblem({ key: 'importLaterVersion', values: [version] }, null);
  }
  inForm(formatMembers, said, line);
}

async function* fromLines(lines: AsyncIterable<Line>): AsyncGenerator<ReadVisit> {
  let restoring: Restoring | null = null;
  let first = true;
  for await (const { text, number } of lines) {
    const value = parsed(text, number);
    if (first) ours(typeof value === 'object' && value !== null ? value : {}, number);
    const row = inForm(exportedRow, value, number);
    first = false;
    // Files of several exports behind one another have several of these.
    if (row.row === 'export' || row.row === 'visit') {
      if (restoring) yield restoring.finish();
      restoring = row.row === 'visit' ? new Restoring(row, number) : null;
    } else if (restoring) restoring.add(row, number);
    else throw new ImportProblem({ key: 'importOtherVisit' }, number);
  }
  if (restoring) yield restoring.finish();
}
