/** What runs on GitHub: nothing that can change behind our back, and no more rights than needed. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';

const folder = join(import.meta.dirname, '../../.github/workflows');
const workflows = new Map(
  readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const),
);

const linesOf = (text: string) => text.split('\n').filter((line) => !/^\s*(?:#|$)/.test(line));
/** The value of a key, wherever it stands, as it is written. */
const valuesOf = (text: string, key: string) =>
  linesOf(text).flatMap((line) => new RegExp(`^\\s*(?:- )?${key}:\\s*(.*)$`).exec(line)?.[1] ?? []);

test('every action is pinned by its commit, with the version beside it, and comes from GitHub itself', () => {
  const used = [...workflows.values()].flatMap((text) => valuesOf(text, 'uses'));
  expect(used.length).toBeGreaterThan(0);
  for (const action of used) expect(action).toMatch(/^actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  // Written in any other way, it would not have been found.
  const mentions = [...workflows.values()].flatMap((text) => linesOf(text).filter((line) => /\buses\b/.test(line)));
  expect(mentions).toHaveLength(used.length);
});

test('one version of an action, everywhere', () => {
  const commits = new Map<string, Set<string>>();
  for (const action of [...workflows.values()].flatMap((text) => valuesOf(text, 'uses'))) {
    const [name = '', commit = ''] = action.split('@');
    commits.set(name, (commits.get(name) ?? new Set()).add(commit));
  }
  expect([...commits].filter(([, each]) => each.size !== 1)).toEqual([]);
});

test('each workflow runs npm test on the Node of .node-version', () => {
  expect([...workflows.keys()].sort()).toEqual(['ci.yml', 'release.yml']);
  for (const [name, text] of workflows) {
    expect(valuesOf(text, 'run'), name).toContain('npm test');
    expect(valuesOf(text, 'node-version-file'), name).toEqual(['.node-version']);
    expect(valuesOf(text, 'node-version'), name).toEqual([]);
  }
});

test('workflows may only read, but for the job that publishes, which runs nothing of npm', () => {
  for (const [name, text] of workflows) {
    expect(text, name).toMatch(/^permissions:\n {2}contents: read\n\n/m);
    expect(text, name).not.toMatch(/write-all|pull_request_target|secrets\./);
    const jobs = text.slice(text.search(/^jobs:$/m)).split(/^(?= {2}[\w-]+:$)/m);
    for (const job of jobs.filter((each) => /: write\b/.test(each))) {
      expect(job, name).toMatch(/^ {2}publish:/);
      expect(job, name).not.toMatch(/\bnpm\b|\bnode\b|actions\/checkout/);
    }
  }
});

test('a release is tested before it is packaged, and packaged before it is published', () => {
  const release = workflows.get('release.yml') ?? '';
  const order = ['package.json").version', 'run: npm test', 'run: npm run package', 'gh release create'];
  const places = order.map((step) => release.indexOf(step));
  expect(places.every((place) => place > 0)).toBe(true);
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(release).toMatch(/^ {2}publish:\n {4}needs: package$/m);
});
