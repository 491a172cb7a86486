import { brotliCompressSync, gzipSync } from 'node:zlib';
import { expect, test } from 'playwright/test';
import { classifyObservation } from '../../background/classify/index.ts';
import { detect } from '../../background/classify/leakage/detect.ts';
import { compileIdentities } from '../../background/classify/leakage/identities.ts';
import type { Identity } from '../../background/classify/leakage/identity.ts';
import { partsOf } from '../../background/classify/parts.ts';
import type { Observation } from '../../extension/model/observation.ts';
import { hostileRequests } from '../bench/made-requests.ts';
import { Random } from '../leakage/random.ts';

const known: Identity[] = [
  { kind: 'user-id', value: 'user_8842017', basis: 'declared' },
  { kind: 'email', value: 'mei.lin@example.org', basis: 'declared' },
  { kind: 'phone', value: '+491701234567', basis: 'declared' },
  { kind: 'room-id', value: 'lotus', basis: 'declared' },
];
const set = compileIdentities(known);
const url = 'https://collect.example/e';

function look(body: Uint8Array | string) {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : new Uint8Array(body);
  const observation: Observation = {
    what: 'request',
    url,
    at: 0,
    type: 'ping',
    method: 'POST',
    body: { state: 'raw', bytes, cut: false },
  };
  return detect(partsOf(observation).parts, set, () => null);
}

function nested(times: number, wrap: (text: string) => string, inner: string): string {
  let text = inner;
  for (let i = 0; i < times; i++) text = wrap(text);
  return text;
}

test('a gzip bomb is unfolded up to the limit, and that is said', () => {
  const { budgetReached, sightings } = look(gzipSync(Buffer.alloc(200 << 20, 'user_8842017 ')));
  expect(budgetReached).toBe(true);
  expect(sightings).toMatchObject([{ kind: 'user-id', encoding: ['gzip'] }]);
});

test('a bomb in a bomb is unfolded up to the limit', () => {
  const bomb = gzipSync(gzipSync(Buffer.alloc(100 << 20)));
  expect(look(bomb).budgetReached).toBe(true);
});

test('a brotli bomb is not unfolded, and that is said', () => {
  expect(look(brotliCompressSync(Buffer.alloc(64 << 20, 'a'))).budgetReached).toBe(true);
});

test('JSON 200,000 deep holds what it holds', () => {
  const deep = 200_000;
  const { sightings } = look(`${'{"a":'.repeat(deep)}"user_8842017"${'}'.repeat(deep)}`);
  expect(sightings).toMatchObject([{ kind: 'user-id', place: 'body', key: 'a', encoding: ['json'] }]);
});

test('JSON strings nested deeper than the budget are said not to be read', () => {
  expect(look(nested(12, (text) => JSON.stringify({ data: text }), '"x"')).budgetReached).toBe(true);
});

test('base64 nested deeper than the budget is said not to be read', () => {
  const text = nested(14, (inner) => Buffer.from(inner).toString('base64'), 'user_8842017');
  expect(look(text).budgetReached).toBe(true);
});

test('percent signs nested deeper than the budget are said not to be read', () => {
  expect(look(nested(14, encodeURIComponent, 'mei lin@')).budgetReached).toBe(true);
});

test('a megabyte of ids yields one finding for each, not one for each time', () => {
  const { sightings } = look('user_8842017 '.repeat(80_000));
  expect(sightings).toHaveLength(1);
});

test('what follows a flood in the same request is found', () => {
  const flood = JSON.stringify({ a: '\\u0061'.repeat(50_000), b: '%41'.repeat(50_000), uid: 'user_8842017' });
  expect(look(flood).sightings).toMatchObject([{ key: 'uid' }]);
});

for (const { name, observations } of hostileRequests()) {
  test(`a hostile request throws nothing and yields a bounded answer: ${name}`, () => {
    const context = { catalogue: null, site: 'club.example', known, identities: set, secret: new Uint8Array(32) };
    for (const observation of observations) {
      const { findings, learned, notes } = classifyObservation(observation, context);
      expect(findings.length).toBeLessThanOrEqual(200);
      expect(notes.length).toBeLessThanOrEqual(50);
      expect(learned.length).toBeLessThanOrEqual(2000);
    }
  });
}

test('random bytes throw nothing, behind any head', () => {
  const random = new Random(5);
  const heads = [
    [],
    [0x1f, 0x8b, 8],
    [0x78, 0x9c],
    [0x1b],
    [0x0a, 0x10],
    [0x83],
    [0xa3],
    [0x7b, 0x22],
    [0x2d, 0x2d, 0x61, 0x0a],
    [0x65, 0x79],
  ];
  for (let i = 0; i < 1500; i++) {
    const bytes = new Uint8Array([...random.pick(heads), ...random.bytes(random.between(0, 300))]);
    expect(look(bytes).sightings).toEqual([]);
  }
});

test('random text throws nothing, in any part of a request', () => {
  const random = new Random(6);
  const alphabet = 'abcXYZ019{}[]":,\\%&=+/-_.;<>#@ \n\t\u0000é字';
  for (let i = 0; i < 1500; i++) {
    const text = random.text(random.between(0, 120), alphabet);
    const headers = [
      { name: 'cookie', value: text },
      { name: 'referer', value: `https://a.example/${text}` },
      { name: 'authorization', value: text },
    ];
    const observations: Observation[] = [
      {
        what: 'request',
        url: `https://a.example/${text}`,
        at: 0,
        type: 'ping',
        method: 'POST',
        body: { state: 'form', fields: { [text]: [text] } },
      },
      { what: 'headers', url, at: 0, type: 'ping', headers },
      { what: 'turn', url: `turn:${text}`, at: 0, type: 'turn', username: text },
      { what: 'sdp', url: text, at: 0, type: 'sdp', sdp: text },
    ];
    for (const observation of observations)
      expect(detect(partsOf(observation).parts, set, () => null).sightings).toEqual([]);
    expect(look(text).sightings).toEqual([]);
  }
});
