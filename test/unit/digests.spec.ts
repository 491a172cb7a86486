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
  const user: Identity = { kind: 'user-id', value: 'user_8842017', basis: 'learned' };
  const room: Identity = { kind: 'room-id', value: 'room-7QK2-lotus', basis: 'learned' };
  const done = JSON.parse(JSON.stringify(workedOut(compileIdentities([user, room])))) as Record<string, PackedDigests>;
  const digestsOf = (of: Record<string, PackedDigests>) =>
    compileIdentities([user, room], undefined, of).known.map(({ digests }) => find(digests, hashed('md5', user.value)));
  expect(digestsOf(done)).toEqual([['md5'], null]);
  // That it is the stored ones: where they are another's, another is found.
  const [ofUser, ofRoom] = Object.values(done) as [PackedDigests, PackedDigests];
  const [first, second] = Object.keys(done) as [string, string];
  expect(digestsOf({ [first]: ofRoom, [second]: ofUser })).toEqual([null, ['md5']]);
  for (const broken of [
    { ...ofUser, digests: ofUser.digests.slice(0, -4) },
    { ...ofUser, digests: '<html>' },
    { ...ofUser, chains: [] },
  ]) {
    expect(digestsOf({ [first]: broken, [second]: broken })).toEqual([['md5'], null]);
  }
});

test('of what a person declares nothing is handed out to be stored', () => {
  const set = compileIdentities([
    { kind: 'email', value: email, basis: 'declared' },
    { kind: 'room-id', value: 'room-7QK2-lotus', basis: 'learned' },
  ]);
  expect(Object.keys(workedOut(set))).toEqual([expect.stringContaining('room-7QK2-lotus')]);
});
