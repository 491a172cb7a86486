import type { Catalogue } from '../../catalogue/catalogue.ts';
import type { Observation } from '../../extension/model/observation.ts';
import type { Finding } from '../../extension/model/report.ts';
import { lookUp, relationOf } from './destination.ts';
import { detect } from './leakage/detect.ts';
import { digest, type Identity, mask } from './leakage/identity.ts';
import { meaningsFor } from './leakage/meaning.ts';
import { partsOf } from './parts.ts';

/** What the classifier needs to know besides the observation. Plain values. */
export interface Context {
  /** Null where it could not be read: hosts then have no operator, keys no meaning. */
  catalogue: Catalogue | null;
  site: string;
  known: readonly Identity[];
  /** Key under which values are digested, at least 32 bytes. */
  secret: Uint8Array;
}

export type Sight = Omit<Finding, 'count' | 'firstAt' | 'lastAt'>;

export interface Classified {
  /** Null where the URL names no host. */
  host: string | null;
  scheme: string;
  findings: Sight[];
  /** Readable values to look for from now on: memory and `storage.session` only. */
  learned: Identity[];
  bodyBytes: number;
  unread: string | null;
  budgetReached: boolean;
}

const cleartext = new Set(['http', 'ws', 'ftp']);

/**
 * One observation in, what it tells out: to which host, which identifiers, at which place, in which coats. Findings are
 * masked and digested; only `learned` holds readable values.
 *
 * Pure: no browser API, no clock, no storage. Never throws on anything that a page can send.
 */
export function classifyObservation(observation: Observation, context: Context): Classified {
  const { catalogue, site, known, secret } = context;
  const { host, scheme, parts, bodyBytes, unread, limitReached } = partsOf(observation);
  const service = catalogue && host !== null ? (lookUp(catalogue, host)?.serviceId ?? null) : null;
  const { sightings, learned, budgetReached } = detect(parts, known, meaningsFor(catalogue, service));
  const firstParty = host !== null && relationOf(catalogue, site, host) === 'first-party';
  const onTheWire = cleartext.has(scheme);
  return {
    host,
    scheme,
    findings: sightings.map(({ kind, value, ...where }) => ({
      ...where,
      kind,
      masked: mask(kind, value),
      digest: digest(secret, value),
      firstParty,
      onTheWire,
    })),
    learned,
    bodyBytes,
    unread,
    budgetReached: budgetReached || limitReached,
  };
}
