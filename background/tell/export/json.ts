import type { Law } from '../../../extension/model/report.ts';
import { type Exportable, type ExportHead, exportFormat, exportVersion } from './exported.ts';

/**
 * A JSON export in pieces, one visit a line: programs that read line by line can take it apart, and a person can look at
 * it. Laws stand at the end, because only then it is known which ones were named.
 */
export async function* jsonOf(head: ExportHead, visits: AsyncIterable<Exportable>): AsyncGenerator<string> {
  const named: Record<string, Law> = {};
  const opening = JSON.stringify({ format: exportFormat, version: exportVersion, ...head });
  yield `${opening.slice(0, -1)},\n"visits":[`;
  let between = '\n';
  for await (const { exported, laws } of visits) {
    Object.assign(named, laws);
    yield between + JSON.stringify(exported);
    between = ',\n';
  }
  const inOrder = Object.entries(named).sort(([a], [b]) => (a < b ? -1 : 1));
  yield `\n],\n"laws":${JSON.stringify(Object.fromEntries(inOrder))}}\n`;
}
