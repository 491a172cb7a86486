import { stringify } from 'csv-stringify/browser/esm/sync';
import type { Exportable, ExportHead } from './exported.ts';
import { columns } from './row-schema.ts';
import { headRow, rowsOf } from './rows.ts';

/** `rest` is for taking in again, which CSV is not made for. */
const shown = columns.filter((column) => column !== 'rest');

const options = {
  columns: shown,
  record_delimiter: 'windows',
  // A value that a spreadsheet would run as a formula gets an apostrophe before it (OWASP, "CSV Injection").
  escape_formulas: true,
  cast: {
    object: (value: object) => (Array.isArray(value) ? value.join(' | ') : JSON.stringify(value)),
    boolean: String,
    // The library lets this one pass.
    string: (value: string) => (value.startsWith('\n') ? `'${value}` : value),
  },
} satisfies Parameters<typeof stringify>[1];

/**
 * A CSV export in pieces of one visit: RFC 4180, with a header; the rows of NDJSON under all columns. Begins with a byte
 * order mark, without which spreadsheets do not take it for UTF-8. Lists are joined with ` | `.
 */
export async function* csvOf(head: ExportHead, visits: AsyncIterable<Exportable>): AsyncGenerator<string> {
  yield `\uFEFF${stringify([headRow(head)], { ...options, header: true })}`;
  for await (const { exported } of visits) yield stringify([...rowsOf(exported)], options);
}
