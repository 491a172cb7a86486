/**
 * Whatever a person reads comes from `_locales` or from `Intl`: no words in the code of pages, no number, list or date
 * that is written in one language's way only.
 */
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'playwright/test';
import ts from 'typescript';

const root = join(import.meta.dirname, '../..');

function filesIn(folder: string, ending: RegExp): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .map((name) => join(root, folder, name));
}

const paths = [
  ...['extension', 'popup'].flatMap((folder) => filesIn(folder, /\.tsx$/)),
  ...['extension/ui', 'extension/history', 'extension/options', 'background/tell'].flatMap((folder) =>
    filesIn(folder, /\.ts$/),
  ),
];

const config = ts.getParsedCommandLineOfConfigFile(join(root, 'tsconfig.json'), {}, {
  ...ts.sys,
  onUnRecoverableConfigFileDiagnostic: () => {},
} as ts.ParseConfigFileHost);
const program = ts.createProgram(paths, config?.options ?? {});

/** Attributes whose value is read by people. */
const readByPeople = new Set([
  'title',
  'alt',
  'placeholder',
  'label',
  'aria-label',
  'aria-description',
  'aria-valuetext',
]);
/** Words; not the capitals of a code, such as the `AS` of a network's number. */
const hasWords = (text: string) => /\p{L}/u.test(text.replace(/\b[A-Z]{1,3}\b/g, ''));

/** The texts that an expression can come to, without looking into calls: those of `text('key')` are no words. */
function textsOf(node: ts.Node): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isTemplateExpression(node))
    return [
      node.head.text,
      ...node.templateSpans.flatMap(({ expression, literal }) => [...textsOf(expression), literal.text]),
    ];
  if (ts.isParenthesizedExpression(node) || ts.isJsxExpression(node))
    return node.expression ? textsOf(node.expression) : [];
  if (ts.isConditionalExpression(node)) return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)];
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    if (kind === ts.SyntaxKind.AmpersandAmpersandToken) return textsOf(node.right);
    const joins = [ts.SyntaxKind.PlusToken, ts.SyntaxKind.BarBarToken, ts.SyntaxKind.QuestionQuestionToken];
    return joins.includes(kind) ? [...textsOf(node.left), ...textsOf(node.right)] : [];
  }
  return [];
}

/** A number, or a number or nothing; what can be an element too is passed on, not written. */
function isNumber(node: ts.Expression, checker: ts.TypeChecker): boolean {
  const type = checker.getNonNullableType(checker.getTypeAtLocation(node));
  return (type.isUnion() ? type.types : [type]).every(({ flags }) => (flags & ts.TypeFlags.NumberLike) !== 0);
}

/** What of a file would stay as it is in another language. */
function faultsOf(file: ts.SourceFile, checker: ts.TypeChecker): string[] {
  const faults: string[] = [];
  const fault = (node: ts.Node, what: string) => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
    faults.push(`${relative(root, file.fileName)}:${line + 1}: ${what}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node) && hasWords(node.text)) fault(node, `words: ${node.text.trim()}`);
    if (ts.isJsxExpression(node) && node.expression && !ts.isJsxAttribute(node.parent)) {
      const texts = textsOf(node.expression);
      if (texts.some(hasWords)) fault(node, `words: ${texts.join('')}`);
      if (texts.some((text) => /^[,;]/.test(text))) fault(node, 'a list that is put together by hand');
      if (isNumber(node.expression, checker)) fault(node, `a number as it is: ${node.expression.getText(file)}`);
    }
    if (ts.isJsxAttribute(node) && node.initializer && readByPeople.has(node.name.getText(file))) {
      const texts = textsOf(node.initializer);
      if (texts.some(hasWords)) fault(node, `words: ${texts.join('')}`);
    }
    if (
      ts.isBinaryExpression(node) &&
      node.left.getText(file) === 'document.title' &&
      textsOf(node.right).some(hasWords)
    )
      fault(node, 'a title in words');
    if (ts.isTaggedTemplateExpression(node) && node.tag.getText(file) === 'html') {
      const { template } = node;
      const parts = ts.isTemplateExpression(template)
        ? [template.head.text, ...template.templateSpans.map(({ literal }) => literal.text)]
        : [template.text];
      const words = parts.join('\0').replace(/<(?:[^>"]|"[^"]*")*>/g, ' ');
      if (hasWords(words)) fault(node, `words: ${words.trim()}`);
    }
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const [first] = node.arguments;
      const name = node.expression.name.text;
      if (/^toLocale(?:Date|Time)?String$/.test(name) && !first) fault(node, `${name} without a language`);
      if (name === 'toFixed') fault(node, 'toFixed knows one way of writing numbers');
      if (name === 'join' && first && ts.isStringLiteralLike(first) && /^\s*[,;]\s|\p{L}/u.test(first.text))
        fault(node, 'a list that is put together by hand');
    }
    if (ts.isNewExpression(node) && /^Intl\./.test(node.expression.getText(file)) && !node.arguments?.length)
      fault(node, `${node.expression.getText(file)} without a language`);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return faults;
}

test('pages and reports have no words of their own, and write numbers and lists as the language does', () => {
  const files = paths.flatMap((path) => program.getSourceFile(path) ?? []);
  expect(files.length).toBe(paths.length);
  const checker = program.getTypeChecker();
  expect(files.flatMap((file) => faultsOf(file, checker))).toEqual([]);
});

test('words, numbers and lists in code are found', () => {
  const path = join(root, 'extension/ui/made-up.tsx');
  const source = `export const madeUp = (n: number, some: string[]) => (
    <p title="Hello" class="no words" aria-label={\`Number \${n}\`}>
      Words {n}
      {n > 1 && 'more'}
      {some.join(', ')} AS{'7'}
    </p>
  );
  export const when = (at: Date) => at.toLocaleString() + new Intl.NumberFormat().format(1);`;
  const options = config?.options ?? {};
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, languageVersion) =>
    name === path ? ts.createSourceFile(name, source, languageVersion, true) : read(name, languageVersion);
  const made = ts.createProgram([path], options, host);
  const file = made.getSourceFile(path);
  expect(file && faultsOf(file, made.getTypeChecker())).toEqual([
    'extension/ui/made-up.tsx:2: words: Hello',
    'extension/ui/made-up.tsx:2: words: Number ',
    'extension/ui/made-up.tsx:3: words: Words',
    'extension/ui/made-up.tsx:3: a number as it is: n',
    'extension/ui/made-up.tsx:4: words: more',
    'extension/ui/made-up.tsx:5: a list that is put together by hand',
    'extension/ui/made-up.tsx:8: toLocaleString without a language',
    'extension/ui/made-up.tsx:8: Intl.NumberFormat without a language',
  ]);
});
