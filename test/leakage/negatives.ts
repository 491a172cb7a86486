/** Requests in which none of a person's identifiers is, though it looks like it. */
import { createHash } from 'node:crypto';
import type { MadeRequest } from './containers.ts';
import type { Person } from './people.ts';
import type { Random } from './random.ts';
import { named, type Recipe, strong, text } from './recipe.ts';

const flip = (random: Random, value: string): string => {
  const at = random.between(0, value.length - 1);
  const old = value[at] ?? '';
  const alphabet = /\d/.test(old) ? '0123456789' : /[a-z]/i.test(old) ? 'abcdefghijklmnopqrstuvwxyz' : '';
  const fresh = [...alphabet].filter((it) => it !== old.toLowerCase());
  return fresh.length === 0 ? `${value}x` : value.slice(0, at) + random.pick(fresh) + value.slice(at + 1);
};

const negative = (
  category: string,
  make: (random: Random, person: Person, request: MadeRequest) => MadeRequest | null,
): Recipe => ({
  category,
  group: 'hard negative',
  make: async (random, person, request) => {
    const made = make(random, person, request);
    return made && { request: made, label: null };
  },
});

const hard: Recipe[] = [
  negative('part of a longer number', (random, person, request) => {
    const it = named(person, 'user');
    if (!/^\d+$/.test(it.value)) return null;
    return text(
      request,
      JSON.stringify({
        a: `${random.digits(2)}${it.value}`,
        b: Number(`${it.value.slice(0, 12)}${random.digits(2)}`),
        c: `0.${it.value}`,
      }),
    );
  }),
  negative('part of a longer string', (random, person, request) => {
    const it = strong(random, person, 'user-id', 'room-id', 'token', 'email');
    return it && text(request, JSON.stringify({ a: random.text(3) + it.value, b: it.value + random.text(2) }));
  }),
  negative('one character off', (random, person, request) => {
    const it = strong(random, person);
    return it && text(request, JSON.stringify({ a: flip(random, it.value), b: flip(random, it.value) }));
  }),
  negative('hash of one character off', (random, person, request) => {
    const it = strong(random, person);
    return (
      it && {
        ...request,
        url: `${request.url}?h=${createHash(random.pick(['md5', 'sha1', 'sha256']))
          .update(flip(random, it.value))
          .digest('hex')}`,
      }
    );
  }),
  negative('random hexadecimal', (random, _person, request) => ({
    ...request,
    url: `${request.url}?h=${random.hex(random.pick([8, 16, 32, 40, 64, 128]))}&c=${random.digits(10)}`,
  })),
  negative('base64 of one character off', (random, person, request) => {
    const it = strong(random, person);
    return it && { ...request, url: `${request.url}?h=${Buffer.from(flip(random, it.value)).toString('base64url')}` };
  }),
  negative('asset URL', (random, _person, request) => ({
    ...request,
    method: 'GET',
    url: `https://cdn.vendor.example/static/js/main.${random.hex(20)}.chunk.${random.hex(8)}.js?v=${random.hex(32)}`,
  })),
  negative('version like an address', (random, person, request) => {
    const it = named(person, 'ip');
    return text(
      request,
      JSON.stringify({
        a: `Chrome/${it.value}`,
        b: `1.${it.value}`,
        c: `v${it.value}`,
        d: `${it.value}.${random.between(1, 99)}`,
      }),
    );
  }),
  negative('another of the same shape', (random, _person, request) =>
    text(
      request,
      JSON.stringify({
        a: `user_${random.digits(7)}`,
        b: random.uuid(),
        c: `${random.text(5)}@example.org`,
        d: `+49170${random.digits(7)}`,
      }),
    ),
  ),
  negative('HMAC under a key', (random, person, request) => {
    const it = strong(random, person);
    return (
      it && {
        ...request,
        url: `${request.url}?s=${createHash('sha256')
          .update(random.hex(32) + it.value)
          .digest('hex')}`,
      }
    );
  }),
];

const noise: Recipe[] = [
  {
    category: 'noise',
    group: 'noise',
    make: async (random, _person, request) => {
      const events = Array.from({ length: random.between(1, 40) }, (_, i) => ({
        n: random.pick(['scroll', 'click', 'perf']),
        t: 1_700_000_000_000 + i * 977,
        x: random.between(0, 1920),
        p: random.text(random.between(3, 40)),
        h: random.hex(32),
      }));
      const body =
        random.next() < 0.3
          ? Buffer.from(random.bytes(random.between(20, 3000)))
          : Buffer.from(
              JSON.stringify({
                events,
                ua: 'Mozilla/5.0',
                b: Buffer.from(random.bytes(random.between(9, 90))).toString('base64'),
              }),
            );
      return { request: { ...request, requestBody: { raw: [{ bytes: body.toString('base64') }] } }, label: null };
    },
  },
];

export const negatives: readonly Recipe[] = [...hard, ...noise, ...noise];
