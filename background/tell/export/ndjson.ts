import type { Exportable, ExportHead } from './exported.ts';
import { headRow, rowsOf } from './rows.ts';

/** An NDJSON export in pieces of one visit: flat rows, one a line (https://github.com/ndjson/ndjson-spec). */
export async function* ndjsonOf(head: ExportHead, visits: AsyncIterable<Exportable>): AsyncGenerator<string> {
  yield `${JSON.stringify(headRow(head))}\n`;
  for await (const { exported } of visits) {
    let lines = '';
    for (const row of rowsOf(exported)) lines += `${JSON.stringify(row)}\n`;
    yield lines;
  }
}
