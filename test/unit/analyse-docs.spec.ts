import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'playwright/test';
import { readExport } from '../../background/tell/import/read.ts';

const docs = join(import.meta.dirname, '../../docs');

/** What a query answers, as docs/analyse.md shows it: a line for the names, one for each row. */
async function answer(database: DuckDBConnection, query: string): Promise<string> {
  const result = await database.runAndReadAll(query);
  const textOf = (value: unknown): string =>
    value === null ? '–' : Array.isArray(value) ? value.map(textOf).join(', ') : String(value);
  const rows = [result.columnNames(), ...result.getRowsJson().map((row) => row.map(textOf))];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

test('every query of docs/analyse.md answers what stands below it', async () => {
  const text = readFileSync(join(docs, 'analyse.md'), 'utf8');
  const blocks = [...text.matchAll(/^```sql\n([\s\S]*?)^```\n(?:\n```text\n([\s\S]*?)^```$)?/gm)];
  const instance = await DuckDBInstance.create();
  const database = await instance.connect();
  let answered = 0;
  for (const [, query = '', shown] of blocks) {
    const said = await answer(database, query.replace("'docs/", `'${docs}/`));
    if (query.startsWith('CREATE')) continue;
    expect(`${said}\n`, query).toBe(shown);
    answered++;
  }
  database.closeSync();
  instance.closeSync();
  expect(answered).toBeGreaterThanOrEqual(8);
});

test('the example is an export that can be imported', async () => {
  const sites: string[] = [];
  for await (const { kept } of readExport(createReadStream(join(docs, 'example.ndjson')))) sites.push(kept.visit.site);
  expect(sites).toEqual(['rooms.example', 'club.example', 'rooms.example', 'rooms.example']);
});
