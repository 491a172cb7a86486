import { createHash } from 'node:crypto';
import { expect, test } from 'playwright/test';
import { DigestTable, type PackedDigests, word } from '../../background/classify/leakage/digests.ts';
import { compileIdentities, workedOut } from '../../background/classify/leakage/identities.ts';
import type { Identity } from '../../background/classify/leakage/identity.ts';

const hashed = (algorithm: string, text: string) => createHash(algorithm).update(text).digest();
const find = (table: DigestTable | null, digest: Uint8Array) =>
  table?.find(word(digest, 0), word(digest, 4), digest.length);
const stored = (packed: PackedDigests) => JSON.parse(JSON.stringify(packed)) as PackedDigests;

const email = 'mei.lin@example.org';
const digests: [chain: string[], digest: Uint8Array][] = [
  [['md5'], hashed('md5', email)],
  [['sha512'], hashed('sha512', email)],
  [['sha3_256'], hashed('sha3-256', email)],
  [['blake2b'], hashed('blake2b512', email)],
  [['sha256', 'md5'], hashed('sha256', hashed('md5', email).toString('hex'))],
  [['sha1', 'base64'], hashed('sha1', Buffer.from(email).toString('base64'))],
];

test('a digest table that was stored finds what it found before, and nothing else', () => {
  const again = DigestTable.unpacked(stored(DigestTable.of([email], [], 3).packed()));
  for (const [chain, digest] of digests) expect(find(again, digest), chain.join(' ')).toEqual(chain);
  expect(find(again, hashed('md5', 'somebody.else@example.org'))).toBeNull();
});

test('of identities that were made ready before, stored digests are used, and what cannot be read is worked out anew', () => {
  const declared: Identity = { kind: 'email', value: email, basis: 'declared' };
  const learned: Identity = { kind: 'user-id', value: 'user_8842017', basis: 'learned' };
  const both = compileIdentities([declared, learned]);
  const done = JSON.parse(JSON.stringify(workedOut(both))) as ReturnType<typeof workedOut>;
  const digestsOf = (of: ReturnType<typeof workedOut>) =>
    compileIdentities([declared, learned], undefined, of).known.map(({ digests }) =>
      find(digests, hashed('md5', email)),
    );
  expect(digestsOf(done)).toEqual([['md5'], null]);
  // That it is the stored ones: where they are another's, another is found.
  const swapped = Object.fromEntries(
    Object.keys(done).map((name, i, names) => [name, done[names[1 - i] ?? ''] as PackedDigests]),
  );
  expect(digestsOf(swapped)).toEqual([null, ['md5']]);
  const [whole] = Object.values(done) as [PackedDigests];
  for (const broken of [
    { ...whole, digests: whole.digests.slice(0, -4) },
    { ...whole, digests: '<html>' },
    { ...whole, chains: [] },
  ]) {
    expect(digestsOf(Object.fromEntries(Object.keys(done).map((name) => [name, broken])))).toEqual([['md5'], null]);
  }
});

test('what is stored of a visit leaves out what it shares with others', () => {
  const declared = compileIdentities([{ kind: 'email', value: email, basis: 'declared' }]);
  const all = compileIdentities(
    [...declared.of, { kind: 'room-id', value: 'room-7QK2-lotus', basis: 'learned' }],
    declared,
  );
  expect(Object.keys(workedOut(all, declared))).toEqual([expect.stringContaining('room-7QK2-lotus')]);
});
