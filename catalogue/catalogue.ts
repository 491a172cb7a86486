/**
 * The catalogue as the classifier reads it: the data files of this folder, checked, joined and laid out for look-up.
 * Made by `compile.ts`; plain JSON, so that the worker, the command line and the tests share one form.
 */
import type { Law, Seat } from '../extension/model/report.ts';
import type { Certainty, IdentifierKind } from '../extension/model/vocabulary.ts';

export interface Catalogue {
  /** Day on which the newest fact was checked, ISO 8601. */
  date: string;
  /** By domain (`agora.io`) or host (`statscollector-1.agora.io`); the longest suffix of a host's labels wins. */
  domains: Record<string, DomainFact>;
  services: Record<string, ServiceFact>;
  operators: Record<string, OperatorFact>;
  /** By AS number. */
  networks: Record<string, NetworkFact>;
  /** Self-hosted software, recognised by the shape of its requests. */
  stacks: StackFact[];
  keys: {
    /** Per service, by normalised key (see `normaliseKey`). */
    services: Record<string, Record<string, KeyFact>>;
    general: Record<string, KeyFact>;
  };
  jurisdictions: Record<string, JurisdictionFact>;
  /** By regime id. */
  regimes: Record<string, RegimeFact>;
}

export interface DomainFact {
  service: string;
  /** Short noun phrase in English: `edge lookup`, `statistics`, `analytics`. */
  role: string;
  /** Operator id, or null where it is not known or differs by customer. */
  operator: string | null;
  /** At most medium for what is from general knowledge; `wellKnown` then tells what is beyond doubt for the trade. */
  certainty: Certainty;
  wellKnown?: true;
  source: string;
  /** Carries what its customers put there: the company is not to blame for the content. */
  customerContent?: true;
  /** Being on this host, or contacting it, makes it likely that voice is involved. */
  voice?: true;
  /** Rules for the labels before the domain; the first whose prefix they begin with decides role and voice. */
  hosts?: PrefixRule[];
}

/** `{prefix: 'statscollector-'}` under `agora.io` holds for `statscollector-2-eu.agora.io`. */
interface PrefixRule {
  prefix: string;
  role: string;
  voice?: true;
}

export interface ServiceFact {
  name: string;
  /**
   * `audio-chat`: people talk there; `rtc-provider`: carries voice for sites; `signalling-provider`: carries messages
   * for sites; `software`: self-hosted; `third-party`: anything else that sites embed; `network`.
   */
  kind: 'audio-chat' | 'rtc-provider' | 'signalling-provider' | 'software' | 'third-party' | 'network';
  operator: string | null;
  /** Whose media servers carry the voice, with the year for which that was established. */
  backend: { text: string; since: string | null; certainty: Certainty; wellKnown?: true; source: string } | null;
  note: string | null;
}

export interface OperatorFact {
  name: string;
  seats: Seat[];
  /** Operator id of the ultimate parent; null where it is its own. */
  parent: string | null;
  certainty: Certainty;
  wellKnown?: true;
  source: string;
  note: string | null;
}

export interface NetworkFact {
  name: string;
  operator: string | null;
  /** Addresses of this network say nothing about a country. */
  anycast?: true;
  /** The network's addresses are in this country whatever the address data says. */
  country?: string;
}

export interface StackFact {
  /** The service whose keys hold, where there is one of that id. A stack stands once for each shape of its requests. */
  id: string;
  name: string;
  /**
   * All that are given must hold. `scheme` covers the encrypted form too (`ws` and `wss`). `path` is how the URL's path
   * ends; with a slash at its end, what the path contains. `query` lists parameters that must be there.
   */
  when: { scheme?: 'ws' | 'http'; path?: string; query?: string[]; port?: number };
  role: string;
  source: string;
}

export interface KeyFact {
  /** Null: it names nobody, whatever keys of that name mean elsewhere. */
  kind: IdentifierKind | null;
  /** `strong`: the name alone makes the meaning likely. `weak`: only with further evidence. */
  telling: 'strong' | 'weak';
}

export interface JurisdictionFact {
  name: string;
  summary: string;
  localisation: string;
  adequacy: string | null;
  convention108: string;
  convention108plus: string;
  /** For adequacy and the conventions; laws carry their own. */
  sources: string[];
}

/** A law, with what decides whether it can compel anybody; see `canCompel` in `classify/law.ts`. */
export interface RegimeFact extends Law {
  role: 'power' | 'duty' | 'shield' | 'context' | 'bill';
  /** Why it compels no company by itself: it stands between states, or gives a form to powers of other law. */
  effect?: 'between-states' | 'other-law';
}
