import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';

const root = join(import.meta.dirname, '../..');
const sheets = ['popup', 'extension'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.css'))
    .map((file) => join(folder, file)),
);

/** Declarations under each `@media` that asks for the scheme of colours. */
function inTheDark(sheet: string): string[] {
  const blocks = sheet.matchAll(/@media[^{]*prefers-color-scheme[^{]*\{((?:[^{}]*\{[^{}]*\})*)/g);
  return [...blocks].flatMap(([, rules = '']) =>
    [...rules.matchAll(/\{([^{}]*)\}/g)].flatMap(([, body = '']) =>
      body
        .split(';')
        .map((one) => one.trim())
        .filter((one) => one !== ''),
    ),
  );
}

test('in the dark nothing but colours differs', () => {
  const declared = sheets.flatMap((file) => inTheDark(readFileSync(join(root, file), 'utf8')));
  expect(declared.length).toBeGreaterThan(10);
  for (const one of declared) expect(one).toMatch(/^--[a-z-]+:\s*(?:#[\da-f]{3,8}|rgba?\([^)]*\)|none)$/);
});
