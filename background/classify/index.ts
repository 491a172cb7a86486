import type { Catalogue, StackFact } from '../../catalogue/catalogue.ts';
import type { Observation } from '../../extension/model/observation.ts';
import type { Finding } from '../../extension/model/report.ts';
import { isThisMachine, lookUp, relationOf } from './destination.ts';
import { detect } from './leakage/detect.ts';
import { compileIdentities, digestOf, type IdentitySet } from './leakage/identities.ts';
import { type Identity, mask } from './leakage/identity.ts';
import { meaningsFor } from './leakage/meaning.ts';
import { iceFragment, partsOf } from './parts.ts';
import { hostWithout, keyWithout } from './readable.ts';
import { stackKey, stackOf } from './stack.ts';

/** What the classifier needs to know besides the observation. Plain values. */
export interface Context {
  /** Null where it could not be read: hosts then have no operator, keys no meaning. */
  catalogue: Catalogue | null;
  site: string;
  /** What is looked for. */
  known: readonly Identity[];
  /** `known`, or some of it, as an earlier observation left it (`Classified.identities`): spares making it ready again. */
  identities?: IdentitySet | undefined;
  /** Notes of earlier observations of the visit (`Classified.notes`); without them no unknown identifier is found. */
  noted?: ReadonlySet<string>;
  /** Key under which values are digested, at least 32 bytes. */
  secret: Uint8Array;
}

export type Sight = Omit<Finding, 'count' | 'firstAt' | 'lastAt'>;

export interface Classified {
  /** Null where the URL names no host. */
  host: string | null;
  scheme: string;
  /** Key of the self-hosted stack that the request belongs to by its shape; see `stackKey`. */
  stack: string | null;
  findings: Sight[];
  /** Readable values to look for from now on: memory and `storage.session` only. */
  learned: Identity[];
  /** `Context.known`, ready to be looked for. */
  identities: IdentitySet;
  /** To be handed in again as `Context.noted`: what is an identifier if it is sent once more. Holds no readable value. */
  notes: string[];
  bodyBytes: number;
  unread: string | null;
  budgetReached: boolean;
}

const cleartext = new Set(['http', 'ws', 'ftp', 'turn', 'stun']);
const nothing: ReadonlySet<string> = new Set();

/**
 * One observation in, what it tells out: to which host, which identifiers, at which place, in which coats. Findings are
 * masked and digested; only `learned` holds readable values.
 *
 * Pure: no browser API, no clock, no storage. Never throws on anything that a page can send.
 */
export function classifyObservation(observation: Observation, context: Context): Classified {
  const { catalogue, site, noted, secret } = context;
  const identities = compileIdentities(context.known, context.identities);
  const { host, scheme, parts, bodyBytes, unread, limitReached } = partsOf(observation);
  const stack = catalogue && stackOf(observation.url, observation.type, catalogue);
  const service = catalogue && host !== null ? serviceOf(catalogue, host, stack) : null;
  const { sightings, learned, notes, budgetReached } = detect(parts, identities, meaningsFor(catalogue, service), {
    name: host ?? '',
    seen: noted ?? nothing,
  });
  const readable = [
    ...context.known,
    ...learned,
    ...sightings.map(({ kind, value }) => ({ kind, value, basis: 'learned' as const })),
  ];
  const shown = new Map<string | null, string | null>();
  const shownKey = (key: string | null): string | null => {
    let kept = shown.get(key);
    if (kept === undefined) {
      kept = keyWithout(key, readable);
      shown.set(key, kept);
    }
    return kept;
  };
  const firstParty = host !== null && relationOf(catalogue, site, host, stack !== null) === 'first-party';
  const onTheWire = cleartext.has(scheme) && host !== null && !isThisMachine(host);
  return {
    host: host === null ? null : hostWithout(host, readable),
    scheme,
    stack: stack && stackKey(stack),
    findings: sightings.map(({ kind, value, key, place, encoding, confidence, basis }) => ({
      place,
      encoding,
      confidence,
      basis,
      key: shownKey(key),
      kind,
      masked: mask(kind, value),
      digest: digestOf(identities, secret, value),
      firstParty,
      onTheWire: onTheWire || (place === 'sdp' && key === iceFragment),
    })),
    learned,
    identities,
    notes,
    bodyBytes,
    unread,
    budgetReached: budgetReached || limitReached,
  };
}

/** Whose keys hold there. What runs on a customer's host, or on one that nobody knows, its requests may tell. */
export function serviceOf(catalogue: Catalogue, host: string, stack: StackFact | null): string | null {
  const known = lookUp(catalogue, host);
  if (known && !known.customerContent) return known.serviceId;
  return stack?.id ?? known?.serviceId ?? null;
}
