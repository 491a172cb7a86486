/** Writes docs/export.schema.json from the schema of exports: `npx tsx tools/export-schema.ts && npm run format`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toJsonSchema } from '@valibot/to-json-schema';
import { conclusion, dataState, law } from '../background/tell/export/report-schema.ts';
import { exportedRow } from '../background/tell/export/row-schema.ts';
import { exportDocument } from '../background/tell/export/schema.ts';
import { address, contact, finding, fired, phrase, visit } from '../extension/model/kept-visit.ts';

/** Definitions by name: what is told once in the JSON Schema. `row` is a line of NDJSON, which no document contains. */
const definitions = { row: exportedRow, visit, fired, contact, finding, address, phrase, conclusion, law, dataState };

/** JSON Schema (draft 2020-12) of a JSON export; a line of NDJSON is `#/$defs/row`. */
export function exportSchema(): Record<string, unknown> {
  const { $schema, ...schema } = toJsonSchema(exportDocument, {
    target: 'draft-2020-12',
    // As it stands in a file, before anything is made of it.
    typeMode: 'input',
    // Checks that are functions have no counterpart in JSON Schema: docs/export.md names them.
    errorMode: 'ignore',
    definitions,
  });
  return {
    $schema,
    title: 'Earshot export, version 1',
    description: 'A JSON export. Each line of an NDJSON export is in the form of #/$defs/row. See docs/export.md.',
    ...schema,
  };
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(
    join(import.meta.dirname, '../docs/export.schema.json'),
    `${JSON.stringify(exportSchema(), null, 2)}\n`,
  );
}
