import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { buildCli } from '../../tools/build-cli.ts';
import { earshot } from '../support/terminal.ts';

const root = join(import.meta.dirname, '../..');

test.setTimeout(180_000);

test('every example in docs/cli.md is what earshot says', async () => {
  const examples = [
    ...readFileSync(join(root, 'docs/cli.md'), 'utf8').matchAll(/^\$ npx earshot (.+)\n([\s\S]*?)^```$/gm),
  ];
  expect(examples.length).toBeGreaterThanOrEqual(2);
  for (const [, command = '', shown = ''] of examples) {
    const { out, err } = await earshot(...command.split(' '));
    expect(err).toBe('');
    // People get the laws and the sources below; the example stops before them.
    expect(out.slice(0, shown.length)).toBe(shown);
    if (command.includes('--json')) expect(out).toBe(shown);
  }
});

test('a command that there is not is refused with the list of those that there are', async () => {
  const { code, out, err } = await earshot('whre', 'discord.com');
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain('there is no command "whre"');
  expect(err).toMatch(/^ {2}where {2}/m);
  expect(await earshot()).toMatchObject({ code: 2, out: '' });
  expect(await earshot('--help')).toMatchObject({ code: 0, err: '', out: expect.stringContaining('usage: earshot') });
  expect(await earshot('--version')).toMatchObject({ code: 0, out: '0.0.0\n' });
});

test('in a checkout it runs from the sources, from any folder', () => {
  const { status, stdout } = spawnSync(process.execPath, [join(root, 'cli/earshot.mjs'), 'where', '--json', '::1'], {
    cwd: tmpdir(),
    encoding: 'utf8',
  });
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ ip: '::1', location: { certainty: 'special' } });
});

test.describe('the package', () => {
  let folder = '';

  test.beforeAll(async () => {
    // As `npm pack` lays it out, in a place without sources and without other packages.
    folder = mkdtempSync(join(tmpdir(), 'earshot-package-'));
    mkdirSync(join(folder, 'cli'));
    cpSync(join(root, 'cli/earshot.mjs'), join(folder, 'cli/earshot.mjs'));
    cpSync(join(root, 'package.json'), join(folder, 'package.json'));
    await buildCli(join(folder, 'dist/cli'), join(root, 'build/networks'));
  });

  test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function run(...args: string[]) {
    const command = [join(folder, 'cli/earshot.mjs'), ...args];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: tmpdir(), encoding: 'utf8' });
    return { code: status, out: stdout, err: stderr };
  }

  test('answers as the sources do, with nothing but itself', async () => {
    const queries = [
      'where',
      '--json',
      'qos-america.agoralab.co',
      '43.157.0.1',
      '2606:4700::1',
      'discord.com=8.128.0.1',
    ];
    expect(run(...queries)).toEqual(await earshot(...queries));
  });

  test('says in people’s words what it says in JSON', () => {
    const { code, out, err } = run('where', '43.157.0.1');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Germany (DE)');
    expect(out).toContain('National Intelligence Law');
  });

  test('with a damaged part of the data everything is unknown and the file is named', () => {
    const index = join(folder, 'dist/cli/data/networks/index.json');
    const whole = readFileSync(index);
    writeFileSync(index, whole.subarray(0, whole.length / 2));
    try {
      const { code, out, err } = run('where', '--json', '43.157.0.1');
      expect(code).toBe(0);
      expect(JSON.parse(out)).toMatchObject({ network: null, location: { country: null, certainty: 'unknown' } });
      expect(err).toContain('index.json');
    } finally {
      writeFileSync(index, whole);
    }
  });

  test('holds what was built and no sources', () => {
    const [packed] = JSON.parse(
      execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
        cwd: root,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        shell: process.platform === 'win32',
      }),
    ) as { files: { path: string; mode: number }[] }[];
    const files = packed?.files ?? [];
    expect(files.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['cli/earshot.mjs', 'LICENSE', 'package.json']),
    );
    const odd = files.filter(
      ({ path }) => !/^(?:cli\/earshot\.mjs|dist\/cli\/.+|package\.json|[A-Z]+(?:\.md)?)$/.test(path),
    );
    expect(odd).toEqual([]);
    expect(files.find(({ path }) => path === 'cli/earshot.mjs')?.mode).toBe(0o755);
  });
});
