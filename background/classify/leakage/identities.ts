import { base58, base64 } from '@scure/base';
import { Automaton, type Needle } from './automaton.ts';
import { latin1, utf8 } from './bytes.ts';
import { DigestTable, type PackedDigests } from './digests.ts';
import { type Edges, edgesOf, type Joinable } from './edges.ts';
import { exoticForms } from './exotic.ts';
import { digest, type Identity } from './identity.ts';
import { nationalDigits, needsContext, type Variants, variantsOf } from './variants.ts';

/** What a needle stands for, and how a hit of it is judged. */
export interface Mark {
  known: Known;
  /**
   * `text`: a spelling, ASCII case aside. `exact`: bytes as they are. `base64`: the middle of an alignment in base64,
   * which only says where decoding is worth while.
   */
  form: 'text' | 'exact' | 'base64';
  /** Coats that the needle itself wears, outermost first. */
  coats: readonly string[];
  /** All of the needle; the automaton holds its beginning. */
  bytes: Uint8Array;
  /** For `base64`: characters from the start of a quantum to the needle, modulo four. */
  phase: number;
  /** The spelling occurs by chance: only a key can say that it is the identity. */
  weak: boolean;
}

/** An identity with everything that is worked out once for it. */
export interface Known extends Joinable {
  identity: Identity;
  variants: Variants;
  needles: Needle<Mark>[];
  digests: DigestTable;
}

/**
 * Identities, ready to be looked for: one automaton over every spelling, and the digests of each. A value like any
 * other: making one with an identity more leaves the old one as it is.
 */
export interface IdentitySet {
  /** What it was made of. */
  of: readonly Identity[];
  known: readonly Known[];
  automaton: Automaton<Mark>;
  /** A bit for each digest's first 18 bits: almost all other candidates end here. */
  filter: Uint32Array;
  /** Weak values by their lower-case text. */
  weak: ReadonlyMap<string, readonly Known[]>;
  phones: readonly Known[];
  edges: Edges;
  /** What `digestOf` has worked out, by the key it was worked out under. */
  digests: WeakMap<Uint8Array, Map<string, string>>;
}

/** Bytes of a needle that are in the automaton. */
export const longestNeedle = 10;
/** Bytes of a value that are looked for: a token of 8 KB is found by its beginning and compared in full. */
const longestValue = 8192;

/** What was worked out for identities, by `nameOf`: names them readably, and therefore belongs where they may be. */
export type WorkedOut = Readonly<Record<string, PackedDigests>>;

/** What a later life of the background need not work out again. Of what is declared nothing may be kept anywhere. */
export function workedOut({ known }: IdentitySet): WorkedOut {
  const learned = known.filter(({ identity: { basis } }) => basis !== 'declared');
  return Object.fromEntries(learned.map(({ identity, digests }) => [nameOf(identity), digests.packed()]));
}

/**
 * @param known what to look for
 * @param previous an earlier set, whose work on identities that are in both is taken over
 * @param done what an earlier life of the background had worked out
 */
export function compileIdentities(
  known: readonly Identity[],
  previous?: IdentitySet,
  done: WorkedOut = {},
): IdentitySet {
  if (previous && previous.of.length === known.length && previous.of.every((one, i) => one === known[i]))
    return previous;
  const before = new Map(previous?.known.map((one) => [nameOf(one.identity), one]));
  const once = [...new Map(known.filter(({ value }) => value.length > 0).map((one) => [nameOf(one), one])).values()];
  const compiled = once.map((identity) => before.get(nameOf(identity)) ?? compile(identity, done[nameOf(identity)]));
  const filter = new Uint32Array(1 << 13);
  const weak = new Map<string, Known[]>();
  for (const one of compiled) {
    for (const head of one.digests.heads())
      filter[head >>> 19] = (filter[head >>> 19] ?? 0) | (1 << ((head >>> 14) & 31));
    for (const text of one.variants.texts) {
      if (!needsContext(one.identity.kind, text)) continue;
      const key = text.toLowerCase();
      weak.set(key, [...(weak.get(key) ?? []), one]);
    }
  }
  return {
    of: [...known],
    known: compiled,
    automaton: new Automaton(
      compiled.flatMap(({ needles }) => needles),
      longestNeedle,
    ),
    filter,
    weak,
    phones: compiled.filter(({ variants }) => variants.phoneDigits !== null),
    edges: edgesOf(compiled),
    digests: previous?.digests ?? new WeakMap(),
  };
}

/** Bytes that a set takes: nearly all of them stand in typed arrays. */
export const sizeOf = ({ automaton, filter, known }: IdentitySet): number =>
  automaton.size + filter.byteLength + known.reduce((sum, { digests }) => sum + digests.size, 0);

/** Whether a digest that begins with these four bytes may be known. */
export const mayBeKnown = ({ filter }: IdentitySet, head: number): boolean =>
  ((filter[head >>> 19] as number) & (1 << ((head >>> 14) & 31))) !== 0;

const maxDigests = 500;

/** `digest` of a value, worked out once: the same few values turn up in request after request. */
export function digestOf({ digests }: IdentitySet, secret: Uint8Array, value: string): string {
  let known = digests.get(secret);
  if (!known) {
    known = new Map();
    digests.set(secret, known);
  }
  let found = known.get(value);
  if (found === undefined) {
    found = digest(secret, value);
    if (known.size < maxDigests) known.set(value, found);
  }
  return found;
}

const nameOf = ({ kind, value, basis }: Identity): string => `${basis}\n${kind}\n${value}`;

function compile(identity: Identity, done: PackedDigests | undefined): Known {
  const variants = variantsOf({ ...identity, value: identity.value.slice(0, longestValue) });
  const declared = identity.basis === 'declared';
  const known: Known = {
    identity,
    variants,
    needles: [],
    // Chains of hashes are for what the person asked to be looked for; a visit learns dozens of values on the way.
    digests: (done && DigestTable.unpacked(done)) ?? digestsFor(identity, variants, declared),
    whole: identity.value.slice(0, 256).trim().toLowerCase(),
    phone: phoneOf(variants),
  };
  const needle = (bytes: Uint8Array, mark: Partial<Mark> = {}) => {
    known.needles.push({
      bytes,
      what: { known, form: 'text', coats: [], bytes, phase: 0, weak: false, ...mark },
    });
  };
  for (const text of variants.texts) {
    const weak = needsContext(identity.kind, text);
    const bytes = utf8(text);
    // One or two characters stand everywhere: they are compared with whole values only.
    if (!weak || bytes.length > 2) needle(bytes, { weak });
    if (weak) continue;
    // ISO 8859-1, which old forms still send; differs from UTF-8 for Western European names only.
    if (/[\x80-\xff]/.test(text) && /^[\x00-\xff]*$/.test(text)) needle(latin1(text));
    for (const phase of [0, 1, 2]) {
      const core = base64Core(bytes, phase);
      if (core.length < 4) continue;
      needle(utf8(core.slice(0, 12)), { form: 'base64', phase: phase === 0 ? 0 : phase + 1 });
    }
  }
  for (const bytes of variants.binary) needle(bytes, { form: 'exact' });
  if (declared && !needsContext(identity.kind, identity.value)) {
    for (const { bytes, coats, exact } of exoticForms(identity.value, variants)) {
      needle(bytes, { form: exact ? 'exact' : 'text', coats });
    }
    const text = utf8(identity.value);
    if (text.length >= 5 && text.length <= 128) needle(utf8(base58.encode(text)), { form: 'exact', coats: ['base58'] });
  }
  return known;
}

function phoneOf({ phoneDigits }: Variants): Known['phone'] {
  const national = phoneDigits === null ? null : nationalDigits(phoneDigits);
  if (phoneDigits === null || national === null) return null;
  return { code: phoneDigits.slice(0, phoneDigits.length - national.length), national };
}

function digestsFor({ kind, value }: Identity, { hashed, binary }: Variants, declared: boolean): DigestTable {
  // A hash of three digits names one of a thousand people: it says nothing.
  if ([...value].length < 3 || (kind !== 'room-id' && /^\d{1,4}$/.test(value))) return DigestTable.of([], [], 1);
  return DigestTable.of(declared ? hashed : hashed.slice(0, 2), declared ? binary : [], declared ? 3 : 1);
}

/**
 * RFC 4648 at the three alignments that a value can have inside larger base64: the characters that do not depend on
 * what stands before and behind it.
 *
 * @param phase bytes of the quantum that come before the value
 */
export function base64Core(bytes: Uint8Array, phase: number): string {
  const padded = new Uint8Array(phase + bytes.length);
  padded.set(bytes, phase);
  const text = base64.encode(padded);
  const first = phase === 0 ? 0 : phase + 1;
  const whole = Math.floor(((phase + bytes.length) * 8) / 6);
  // Both alphabets are looked for by the part of the value that they have in common.
  const core = text.slice(first, whole);
  const special = core.search(/[+/]/);
  return special < 0 ? core : special >= 4 ? core.slice(0, special) : core;
}
