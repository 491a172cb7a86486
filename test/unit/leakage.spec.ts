import { expect, test } from 'playwright/test';
import { detect } from '../../background/classify/leakage/detect.ts';
import { compileIdentities, sizeOf } from '../../background/classify/leakage/identities.ts';
import type { Identity } from '../../background/classify/leakage/identity.ts';
import { partsOf } from '../../background/classify/parts.ts';
import { readRequest } from '../../cli/requests.ts';
import { Scanner } from '../../cli/scan.ts';
import { type Coat, encodings, textEncodings } from '../leakage/coats.ts';
import { containers, emptyRequest } from '../leakage/containers.ts';
import { evaluate, total } from '../leakage/evaluate.ts';
import { labelledSet } from '../leakage/generate.ts';
import { personOf, weakNames } from '../leakage/people.ts';
import { Random } from '../leakage/random.ts';
import { recurrences, reported } from '../leakage/recurring.ts';
import { shippedCatalogue } from '../support/catalogue.ts';

test('a labelled set is found as well as the bar asks', async () => {
  const set = await labelledSet(99, 6);
  const scanner = new Scanner(shippedCatalogue(), set.people);
  const scores = evaluate(set, ({ request }) => scanner.scan(readRequest(JSON.stringify(request))));
  const group = (name: string) =>
    total(set.samples.filter((it) => it.group === name).flatMap(({ category }) => scores.get(category) ?? []));
  const main = group('main');
  expect(main.found / (main.found + main.misses.length)).toBeGreaterThanOrEqual(0.99);
  expect(main.exact / main.samples).toBeGreaterThanOrEqual(0.97);
  expect([main, group('hard negative'), group('noise')].map(({ falseAlarms }) => falseAlarms)).toEqual([0, 0, 0]);
});

test('an id that nobody declared is told when it comes again, and what only looks like one is not', () => {
  const somebody = { firstParty: [], page: null, identifiers: [] };
  const scanner = new Scanner(shippedCatalogue(), new Map([['somebody', somebody]]));
  const scores = reported(recurrences(55, 10), (request) => scanner.scan(readRequest(JSON.stringify(request))));
  const share = (isIdentifier: boolean) => {
    const list = [...scores.values()].filter((score) => score.isIdentifier === isIdentifier);
    return list.reduce((sum, one) => sum + one.reported, 0) / list.reduce((sum, one) => sum + one.of, 0);
  };
  expect(share(true)).toBeGreaterThanOrEqual(0.95);
  expect(share(false)).toBeLessThanOrEqual(0.01);
});

/** Coats that can be put around the outcome of others, text or bytes. */
const around: readonly Coat[] = [...encodings.filter(({ name }) => name !== 'percent'), ...textEncodings];
const isPacked = (data: string | Uint8Array): data is Uint8Array => typeof data !== 'string';

test('whatever three coats an identifier wears in whatever container, it is found', async () => {
  const random = new Random(314);
  const person = personOf(random, 1);
  const scanner = new Scanner(shippedCatalogue(), new Map([[person.key, person]]));
  const missed: string[] = [];
  let tried = 0;
  while (tried < 400) {
    const identifier = random.pick(person.identifiers.filter(({ name }) => !weakNames.includes(name)));
    let data: string | Uint8Array = identifier.value;
    const chain: string[] = [];
    for (let depth = random.between(0, 3); depth > 0; depth--) {
      const coat = random.pick(around);
      // A text coat takes no bytes, and nobody packs what is packed.
      const isText = textEncodings.includes(coat);
      const isPacker = ['gzip', 'deflate', 'brotli'].includes(coat.name);
      if (isPacked(data) && (isText || isPacker)) continue;
      data = await coat.apply(data, random);
      chain.unshift(coat.name);
    }
    const container = random.pick(containers);
    const made = container.put(emptyRequest(random, 'x', person.key), 'k', data, random);
    if (!made || (isPacked(data) && !container.binary)) continue;
    tried++;
    const { findings } = scanner.scan(readRequest(JSON.stringify(made)));
    if (!findings.some(({ name }) => name === identifier.name))
      missed.push(`${container.name}: ${chain.join(' › ')} of ${identifier.value}`);
  }
  // Two guesses in one another (raw deflate of brotli …) can lack every sign of what they are.
  expect(missed.length, missed.join('\n')).toBeLessThanOrEqual(tried * 0.01);
});

const identity = (kind: Identity['kind'], value: string): Identity => ({ kind, value, basis: 'declared' });
function sightingsIn(url: string, ...known: Identity[]) {
  const observation = { what: 'request', url, at: 0, type: 'ping', method: 'GET', body: { state: 'none' } } as const;
  return detect(partsOf(observation).parts, compileIdentities(known), () => null).sightings;
}

test('adding an identity takes over what was made ready before', () => {
  const first = [identity('user-id', 'user_8842017')];
  const set = compileIdentities(first);
  expect(compileIdentities(first, set)).toBe(set);
  const more = compileIdentities([...first, identity('email', 'mei.lin@example.org')], set);
  expect(more.known[0]).toBe(set.known[0]);
  expect(more.known).toHaveLength(2);
  expect(set.known).toHaveLength(1);
});

test('a declared person takes less than two megabytes', () => {
  const { identifiers } = personOf(new Random(7), 1);
  const set = compileIdentities(identifiers.map(({ kind, value }) => identity(kind, value)));
  expect(sizeOf(set)).toBeLessThan(2 << 20);
});

test('a name inside an address that is known is that address', () => {
  const found = sightingsIn(
    'https://a.example/?q=meilin-42@example.org',
    identity('email', 'meilin-42@example.org'),
    identity('user-id', 'meilin-42'),
  );
  expect(found).toMatchObject([{ kind: 'email' }]);
});

test('Gmail’s dots and plus parts make no difference', () => {
  expect(
    sightingsIn('https://a.example/?q=meilin@gmail.com', identity('email', 'mei.lin+club@gmail.com')),
  ).toHaveLength(1);
});

test('an id is not found in a decimal number, but is between dots', () => {
  const known = identity('user-id', '88420177');
  expect(sightingsIn('https://a.example/?q=0.88420177', known)).toEqual([]);
  expect(sightingsIn('https://a.example/?q=188420177', known)).toEqual([]);
  expect(sightingsIn('https://a.example/?q=GA1.2.88420177.1700000000', known)).toHaveLength(1);
});

test('an address is no part of a longer one, nor a version', () => {
  const known = identity('ip-address', '203.0.113.7');
  expect(sightingsIn('https://a.example/?q=203.0.113.70&r=1.203.0.113.7&v=v203.0.113.7', known)).toEqual([]);
  expect(sightingsIn('https://a.example/ip/203.0.113.7', known)).toHaveLength(1);
  expect(sightingsIn('https://203-0-113-7.edge.example/', known)).toMatchObject([{ place: 'url.host' }]);
});

test('two parameters that only together are an address are found', () => {
  const found = sightingsIn(
    'https://a.example/?user=mei.lin&domain=example.org',
    identity('email', 'mei.lin@example.org'),
  );
  expect(found).toMatchObject([{ kind: 'email', place: 'url.query', key: 'user+domain' }]);
});
