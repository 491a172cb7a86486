import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { readRequest } from '../../cli/requests.ts';
import { Scanner } from '../../cli/scan.ts';
import { shippedCatalogue } from '../support/catalogue.ts';

const identities = {
  mei: {
    firstParty: ['club.example'],
    page: 'https://club.example/room/1',
    identifiers: [
      { name: 'email', kind: 'email', value: 'mei.lin@example.org' },
      { name: 'user', kind: 'user-id', value: 'user_8842017' },
      { name: 'room', kind: 'room-id', value: 'lotus' },
    ],
  },
} as const;
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const request = (id: string, rest: object): object => ({
  id,
  identity: 'mei',
  url: 'https://t.vendor.example/e',
  method: 'POST',
  type: 'ping',
  ...rest,
});

let folder = '';
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-scan-'));
  writeFileSync(join(folder, 'identities.json'), JSON.stringify(identities));
});
test.afterAll(() => rmSync(folder, { recursive: true }));

/** Runs `earshot scan` as a person would. */
function run(args: readonly string[], input = ''): Promise<{ code: number | null; lines: unknown[]; err: string }> {
  return new Promise((resolve) => {
    const launcher = join(import.meta.dirname, '../../cli/earshot.mjs');
    const child = spawn(process.execPath, [launcher, 'scan', ...args, '--identities', join(folder, 'identities.json')]);
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (err += chunk));
    child.on('close', (code) => {
      const lines = out.split('\n').filter((line) => line !== '');
      resolve({ code, lines: lines.map((line) => JSON.parse(line) as unknown), err });
    });
    child.stdin.end(input);
  });
}

test('each request of the input has its line, in order; a bad line is named and the rest goes on', async () => {
  const lines = [
    JSON.stringify(request('a', { url: 'https://t.vendor.example/e?m=mei.lin%40example.org' })),
    '{"id": "b", "url": 7}',
    'no JSON',
    JSON.stringify(request('c', { requestBody: { raw: [{ bytes: base64('{"x":"user_8842017"}') }] } })),
    '',
    JSON.stringify(
      request('d', { url: 'https://api.club.example/e', requestHeaders: [{ name: 'X-User', value: 'user_8842017' }] }),
    ),
    JSON.stringify({ ...request('e', {}), identity: 'nobody' }),
    JSON.stringify(request('f', {})),
  ];
  const { code, lines: out, err } = await run(['-'], `${lines.join('\n')}\n`);
  expect(out).toEqual([
    {
      id: 'a',
      findings: [
        {
          name: 'email',
          kind: 'email',
          place: 'url.query',
          key: 'm',
          encoding: ['percent'],
          confidence: 'matched',
          firstParty: false,
        },
      ],
    },
    {
      id: 'c',
      findings: [
        {
          name: 'user',
          kind: 'user-id',
          place: 'body',
          key: 'x',
          encoding: ['json'],
          confidence: 'matched',
          firstParty: false,
        },
      ],
    },
    {
      id: 'd',
      findings: [
        {
          name: 'user',
          kind: 'user-id',
          place: 'header',
          key: 'x-user',
          encoding: [],
          confidence: 'matched',
          firstParty: true,
        },
      ],
    },
    { id: 'f', findings: [] },
  ]);
  expect(err.match(/line \d+/g)).toEqual(['line 2', 'line 3', 'line 7']);
  expect(code).toBe(1);
});

test('a file without a bad line ends with 0', async () => {
  const file = join(folder, 'requests.ndjson');
  writeFileSync(file, JSON.stringify(request('a', {})));
  const { code, lines, err } = await run([file]);
  expect({ code, lines, err }).toEqual({ code: 0, lines: [{ id: 'a', findings: [] }], err: '' });
});

test('a HAR capture is read entry by entry, with the frames that were sent', async () => {
  const entry = (url: string, rest: object) => ({
    request: { url, method: 'GET', headers: [{ name: ':path', value: '/' }], ...rest },
    response: { content: { text: '{"entries":[{}]}' } },
  });
  const har = {
    log: {
      creator: { name: 'a "quoted" [name] {here}' },
      entries: [
        entry('https://t.vendor.example/?u=user_8842017', {}),
        entry('https://t.vendor.example/', { postData: { mimeType: 'application/json', text: '{"room":"lotus"}' } }),
        {
          ...entry('wss://t.vendor.example/', {}),
          _webSocketMessages: [
            { type: 'receive', opcode: 1, data: 'user_8842017' },
            { type: 'send', opcode: 1, data: '["user_8842017"]' },
          ],
        },
        { request: 'broken' },
      ],
    },
  };
  const file = join(folder, 'capture.har');
  writeFileSync(file, JSON.stringify(har, null, 1));
  const { code, lines, err } = await run(['--har', file]);
  expect(lines).toMatchObject([
    { id: '1', findings: [{ name: 'user', place: 'url.query' }] },
    { id: '2', findings: [{ name: 'room', place: 'body', key: 'room', encoding: ['json'] }] },
    { id: '3', findings: [{ name: 'user', place: 'websocket', encoding: ['json'] }] },
  ]);
  expect(err).toContain('entry 4');
  expect(code).toBe(1);
});

const scanner = (): Scanner =>
  new Scanner(shippedCatalogue(), new Map(Object.entries(structuredClone(identities) as never)));
const scan = (it: Scanner, id: string, rest: object) => it.scan(readRequest(JSON.stringify(request(id, rest))));

test('an id that nobody declared is found when it goes to the same host again, and not elsewhere', () => {
  const it = scanner();
  const url = 'https://t.vendor.example/e?visitor_ref_id=Zk3f9Qm27xLp4TnB&n=';
  expect(scan(it, 'a', { url: `${url}1` }).findings).toEqual([]);
  expect(scan(it, 'b', { url: `${url}2`.replace('t.vendor', 'u.other') }).findings).toEqual([]);
  expect(scan(it, 'c', { url: `${url}3` }).findings).toMatchObject([
    { name: null, kind: 'unknown', place: 'url.query', key: 'visitor_ref_id', confidence: 'inferred' },
  ]);
});

test('numbers of apps, requests and builds, times and versions are no unknown identifiers', () => {
  const it = scanner();
  const query =
    'app_id=81f3a09b77c2d4e5&request_id=0aa1b2c3d4e5f607&build_hash=9f8e7d6c5b4a3921&ts_id=1700000000123&v_id=4.24.8.1122&page_id=home-page-start';
  for (let i = 0; i < 3; i++)
    expect(scan(it, `${i}`, { url: `https://t.vendor.example/e?${query}` }).findings).toEqual([]);
});

test('what is kept from request to request is bounded', () => {
  const it = scanner();
  for (let i = 0; i < 2000; i++)
    scan(it, `${i}`, { url: `https://t.vendor.example/e?cid=${(i * 7919).toString(16).padStart(16, 'a')}` });
  expect(scan(it, 'z', {}).findings).toEqual([]);
});

test('weak identifiers count under a key that says what they are', () => {
  const it = scanner();
  const body = (text: string) => ({ requestBody: { raw: [{ bytes: base64(text) }] } });
  expect(scan(it, 'a', body('{"color":"lotus","n":"a lotus flower"}')).findings).toEqual([]);
  expect(scan(it, 'b', body('{"room":{"name":"lotus"}}')).findings).toMatchObject([{ name: 'room' }]);
  expect(scan(it, 'c', { url: 'https://t.vendor.example/rooms/lotus/join' }).findings).toMatchObject([
    { name: 'room', place: 'url.path' },
  ]);
  expect(scan(it, 'd', body('12:00 joining room=lotus now')).findings).toMatchObject([{ name: 'room' }]);
});
