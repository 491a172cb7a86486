import type { Row } from './row.ts';

const verdicts = new Map<boolean | null, string>([
  [true, 'within'],
  [false, 'OVER'],
  [null, '–'],
]);

const verdictOf = ({ ok }: Row): string => verdicts.get(ok) ?? '';

/** The rows for a terminal: one line each, below it how the figure was taken. */
export function asText(rows: readonly Row[]): string {
  const width = (cell: (row: Row) => string) => Math.max(...rows.map((row) => cell(row).length));
  const nameWidth = width((row) => row.name);
  const budgetWidth = width((row) => row.budget);
  return rows
    .flatMap((row) => {
      const line = [row.name.padEnd(nameWidth), row.budget.padEnd(budgetWidth), verdictOf(row).padEnd(6), row.measured];
      return [line.join('  '), ...(row.how ? wrap(row.how, 116).map((text) => `    ${text}`) : [])];
    })
    .join('\n');
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + word.length < width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** The same rows as a page of the documentation. */
export function asMarkdown(rows: readonly Row[], circumstances: string): string {
  const cells = (row: Row) => [row.name.trim(), row.budget, row.measured, verdictOf(row), row.how];
  const line = (texts: readonly string[]) => `| ${texts.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
  const head = ['what', 'budget', 'measured', '', 'how'];
  return [
    '# What Earshot costs',
    '',
    `Written by \`npm run bench -- --markdown FILE\`: ${circumstances}.`,
    'Times belong to the machine that took them; ratios travel better.',
    '',
    line(head),
    line(head.map(() => '---')),
    ...rows.map((row) => line(cells(row))),
    '',
  ].join('\n');
}
