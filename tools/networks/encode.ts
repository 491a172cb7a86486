/** Writes shards: the other side of `background/classify/network/shard.ts` and `names.ts`. */
import { farRank, type Kind, kinds, magic } from '../../background/classify/network/shard.ts';
import type { Step } from './steps.ts';

/** Keys are addresses of IPv4, upper halves of IPv6 (64 bits), or whole addresses of IPv6 (`wide`). */
export function encodeSteps(steps: readonly Step<number>[], kind: Exclude<Kind, 'names'>): Uint8Array {
  return kind === 'wide' ? encodeWide(steps) : encodePacked(steps, kind);
}

/** Names, sorted by AS number. */
export function encodeNames(names: readonly (readonly [number, string])[]): Uint8Array {
  const distances: number[] = [];
  let before = 0;
  for (const [asn] of names) {
    pushVarint(distances, BigInt(asn - before));
    before = asn;
  }
  const text = new TextEncoder().encode(names.map(([, name]) => `${name.replace(/[\r\n]+/g, ' ')}\n`).join(''));
  return join([words([magic, kinds.names, names.length]), distances, text]);
}

function encodePacked(steps: readonly Step<number>[], kind: 'ipv4' | 'ipv6'): Uint8Array {
  const exponents: number[] = [];
  const mantissas: number[] = [];
  for (const [at, { key }] of steps.entries()) {
    const before = steps[at - 1];
    if (before) pushDistance(exponents, mantissas, key - before.key);
  }
  const { ranks, far, fresh } = rankValues(steps.map(({ value }) => value));
  const first = steps[0]?.key ?? 0n;
  const head = [magic, kinds[kind], steps.length, Number(first >> 32n), mantissas.length, far.length, fresh.length];
  const planes = [0, 8, 16, 24].map((shift) => fresh.map((value) => (value >>> shift) & 255));
  return join([words([...head, Number(first & 0xffff_ffffn)]), exponents, mantissas, ranks, far, ...planes]);
}

function encodeWide(steps: readonly Step<number>[]): Uint8Array {
  const columns = [96n, 64n, 32n, 0n].map((shift) => steps.map(({ key }) => Number((key >> shift) & 0xffff_ffffn)));
  const values = steps.map(({ value }) => value);
  return join([words([magic, kinds.wide, steps.length]), ...columns.map(words), words(values)]);
}

/** The widest `odd` that the reader's numbers hold exactly. */
const largestOdd = (1n << 53n) - 1n;

function pushDistance(exponents: number[], mantissas: number[], distance: bigint): void {
  const { odd, exponent } = factor(distance);
  if (odd === 1n) {
    exponents.push(exponent);
  } else {
    exponents.push(exponent | 128);
    pushVarint(mantissas, (odd - 3n) / 2n);
  }
}

/**
 * Adds steps without effect where a distance has more bits than the reader can hold (from the end of one block, ragged
 * to the last bit, to a border that is far away and just as ragged).
 */
export function bridgeWideGaps(steps: readonly Step<number>[]): Step<number>[] {
  return steps.flatMap((step, at) => {
    const before = steps[at - 1];
    if (!before || factor(step.key - before.key).odd <= largestOdd) return [step];
    const up = ((before.key >> 32n) + 1n) << 32n;
    const down = (step.key >> 32n) << 32n;
    const between = [up, down].filter((key, i, both) => key < step.key && both.indexOf(key) === i);
    return [...between.map((key) => ({ key, value: before.value })), step];
  });
}

function factor(distance: bigint): { odd: bigint; exponent: number } {
  let odd = distance;
  let exponent = 0;
  while ((odd & 1n) === 0n) {
    odd >>= 1n;
    exponent++;
  }
  return { odd, exponent };
}

/** Each value as its place in the order of last use, 1 the latest, 0 a new one. */
function rankValues(values: readonly number[]): { ranks: number[]; far: number[]; fresh: number[] } {
  const order: number[] = [];
  const [ranks, far, fresh]: [number[], number[], number[]] = [[], [], []];
  for (const value of values) {
    const rank = order.indexOf(value) + 1;
    if (rank === 0) {
      fresh.push(value);
      ranks.push(0);
    } else {
      order.splice(rank - 1, 1);
      ranks.push(rank < farRank ? rank : farRank + (rank >> 8));
      if (rank >= farRank) far.push(rank & 255);
    }
    order.unshift(value);
  }
  return { ranks, far, fresh };
}

function pushVarint(bytes: number[], value: bigint): void {
  let rest = value;
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
}

function words(values: readonly number[]): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(values.length * 4));
  for (const [at, value] of values.entries()) bytes.setUint32(at * 4, value, true);
  return new Uint8Array(bytes.buffer);
}

function join(parts: readonly (ArrayLike<number> & Iterable<number>)[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
