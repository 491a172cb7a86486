import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { type ConcernRow, concernTable } from '../../background/classify/concern.ts';
import { heavyFrom, lawPoints } from '../../background/classify/law.ts';
import { rules } from '../../background/classify/warnings/rules.ts';
import { severityTable } from '../../background/classify/warnings/severity.ts';
import type { Preset } from '../../extension/model/settings.ts';
import { presets } from '../../extension/model/settings.ts';

const file = join(import.meta.dirname, '../../docs/warnings.md');

/** Rows as a table in Markdown. */
function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const whom = {
  'works-for-site': 'a company that works for the site',
  'third-party': 'a third party',
  wire: 'anyone on the wire',
  peers: 'people in the call',
};
const laws = { heavy: 'heavy', other: 'known, not heavy', none: 'none known' };
const any = 'any';

function reachOf(row: Extract<ConcernRow, { change: 'raise' | 'drop' }>): string {
  if (row.picked) return 'picked country';
  if (row.noAdequacy) return 'country without adequacy';
  return row.law === undefined ? any : `law: ${laws[row.law]}`;
}

function changeOf(row: ConcernRow): string[] {
  switch (row.change) {
    case 'points':
      return [`law with \`${row.property}\`: ${row.value}`, any, any, `+${row.points} points`];
    case 'picked-property':
      return [
        `law with a picked property, ${row.answer === 'full' ? 'in full' : 'in part'}`,
        any,
        any,
        `+${row.points} points`,
      ];
    case 'raise':
      return [row.reached, row.to === undefined ? any : whom[row.to], reachOf(row), `at least ${row.atLeast}`];
    case 'drop':
      return [row.reached, row.to === undefined ? any : whom[row.to], reachOf(row), `no warning if below ${row.below}`];
  }
}

const concernHead = ['What', 'To whom', 'In reach of', 'Change', 'Reason'];
const concernRows = (preset: Preset | null) =>
  table(
    concernHead,
    concernTable
      .filter((row) => (preset === null ? row.presets === null : row.presets?.includes(preset)))
      .map((row) => [...changeOf(row), row.reason]),
  );

const tables: Record<string, string> = {
  rules: table(
    ['Rule', 'Fires when'],
    rules.map(({ id, about }) => [`\`${id}\``, about]),
  ),
  'law-points': table(
    ['Property', 'Answer', 'Points', 'Reason'],
    lawPoints.map(({ property, value, points, reason }) => [`\`${property}\``, value, String(points), reason]),
  ),
  'heavy-from': `A law is **heavy** from **${heavyFrom} points** on.`,
  severity: table(
    ['What reached them', 'Who they are', 'Gravest law in reach', 'Severity', 'Reason'],
    severityTable.map(({ reached, to, law, severity, reason }) => [
      reached,
      to === undefined ? any : whom[to],
      law === undefined ? any : laws[law],
      severity === null ? 'no warning' : severity,
      reason,
    ]),
  ),
  'concern-picks': concernRows(null),
  ...Object.fromEntries(
    presets
      .filter((preset) => concernTable.some((row) => row.presets?.includes(preset)))
      .map((preset) => [`concern-${preset}`, concernRows(preset)]),
  ),
};

const section = (name: string) => new RegExp(`(<!-- table ${name} -->\\n)[^]*?(\\n<!-- end -->)`);

// EARSHOT_WRITE_DOCS=1 npx playwright test --project=unit warnings-docs
test('docs/warnings.md shows the tables that the code uses, row by row', () => {
  let text = readFileSync(file, 'utf8');
  if (process.env['EARSHOT_WRITE_DOCS']) {
    for (const [name, made] of Object.entries(tables)) {
      text = text.replace(section(name), (_, before: string, after: string) => `${before}\n${made}\n${after}`);
    }
    writeFileSync(file, text);
  }
  for (const [name, made] of Object.entries(tables)) {
    expect(section(name).exec(text)?.[0], name).toBe(`<!-- table ${name} -->\n\n${made}\n\n<!-- end -->`);
  }
  const shown = [...text.matchAll(/<!-- table (\S+) -->/g)].map(([, name]) => name);
  expect(shown.sort()).toEqual(Object.keys(tables).sort());
});

test('every row has its reason, as a sentence', () => {
  for (const { reason } of [...lawPoints, ...severityTable, ...concernTable]) expect(reason).toMatch(/^[A-Z].{15,}\.$/);
  for (const { about } of rules) expect(about).toMatch(/^[A-Z].{15,}\.$/);
});
