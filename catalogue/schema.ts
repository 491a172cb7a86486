/**
 * What each file of the catalogue may contain. Strict: a misspelt field is a mistake, not an extension. The messages
 * are written for the person who edits the file.
 */
import * as v from 'valibot';
import { countryCodes } from './countries.ts';
import { namingMeanings, otherMeanings } from './keys.ts';

const text = v.pipe(v.string('must be text'), v.trim(), v.nonEmpty('must not be empty'));
const note = v.nullable(text);
const id = v.pipe(
  v.string('must be text'),
  v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be an id in lower-case words joined by hyphens'),
);
const country = v.pipe(
  v.string('must be a country code'),
  v.check(
    (code) => countryCodes.has(code),
    (issue) => `${JSON.stringify(issue.input)} is not an ISO 3166-1 alpha-2 country code`,
  ),
);
const certainty = v.picklist(['high', 'medium', 'low', 'unknown'], 'must be high, medium, low or unknown');
const date = v.pipe(
  v.string('must be a date'),
  v.check(
    (day) => /^\d{4}-\d\d-\d\d$/.test(day) && new Date(`${day}T00:00Z`).toJSON()?.startsWith(day) === true,
    'must be a date such as 2026-11-22',
  ),
);

/** Anything that is written like an address, whatever its scheme; `observed: SDK …` has a space and is none. */
const address = /(?<![\w+.-])[a-z][a-z0-9+.-]*:(?=\S)[^\s;,]*/gi;
/** What runs or opens something when it is followed; refused however it is written. */
const active = /^\s*(?:javascript|vbscript|data|file|blob|about|filesystem)\s*:/i;

/** A citation in plain words, with or without web addresses: it is shown with its addresses as links. */
const source = v.pipe(
  text,
  v.check((words) => !/\p{Cc}/u.test(words), 'must not hold control characters'),
  v.check(
    (words) => !active.test(words) && (words.match(address) ?? []).every((it) => /^https?:\/\/[^/\s]+/i.test(it)),
    'may hold http and https addresses only',
  ),
);
const sources = v.pipe(v.array(source), v.minLength(1, 'must name at least one source'));
const label = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
const domain = v.pipe(
  v.string('must be a domain'),
  v.regex(
    new RegExp(`^(?=.{1,253}$)(${label}\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$`),
    (issue) => `${JSON.stringify(issue.input)} is not a domain in lower case`,
  ),
);
const asn = v.pipe(v.number('must be an AS number'), v.integer(), v.minValue(1), v.maxValue(4294967295));

/** What every file says of itself: for whom edits it, and the day on which its newest fact was checked. */
const head = { about: text, checked: date };

const seat = v.strictObject({ country, note, certainty, source });

export const operatorsFile = v.strictObject({
  ...head,
  operators: v.array(
    v.strictObject({
      id,
      name: text,
      seats: v.array(seat),
      parent: v.nullable(id),
      certainty,
      source,
      note,
      networks: v.optional(v.array(v.strictObject({ asn, name: text }))),
    }),
  ),
});

/** A host under a domain, exactly or by how the labels before the domain begin. */
const hostRule = v.union(
  [
    v.strictObject({ host: domain, role: text, voice: v.optional(v.boolean()) }),
    v.strictObject({
      prefix: v.pipe(text, v.regex(/^[a-z0-9-]+(\.[a-z0-9-]*)*$/, 'must be the beginning of a host name')),
      role: text,
      voice: v.optional(v.boolean()),
    }),
  ],
  'must have a role and either a host (a domain in lower case) or a prefix',
);

export const servicesFile = v.strictObject({
  ...head,
  services: v.array(
    v.strictObject({
      id,
      name: text,
      kind: v.picklist(
        ['audio-chat', 'rtc-provider', 'signalling-provider', 'software', 'network'],
        'must be audio-chat, rtc-provider, signalling-provider, software or network',
      ),
      operator: v.nullable(id),
      backend: v.nullable(v.strictObject({ text, since: note, certainty, source })),
      note,
      domains: v.array(
        v.strictObject({
          domain,
          role: text,
          voice: v.optional(v.boolean()),
          customerContent: v.optional(v.literal(true)),
          operator: v.optional(v.nullable(id)),
          hosts: v.optional(v.array(hostRule)),
          certainty,
          source,
        }),
      ),
    }),
  ),
});

export const thirdPartiesFile = v.strictObject({
  ...head,
  thirdParties: v.array(
    v.strictObject({
      domain,
      /** Id under which `keys.json` knows the service; its domain where it has none. */
      service: v.optional(id),
      name: text,
      role: text,
      operator: v.nullable(id),
      certainty,
      source,
      note: v.optional(text),
      customerContent: v.optional(v.literal(true)),
      hosts: v.optional(v.array(hostRule)),
    }),
  ),
});

const meaning = v.picklist(
  [...namingMeanings, ...otherMeanings],
  `must be one of ${[...namingMeanings, ...otherMeanings].join(', ')}`,
);
const telling = v.picklist(['strong', 'weak'], 'must be strong or weak');

export const keysFile = v.strictObject({
  ...head,
  services: v.array(
    v.strictObject({
      service: id,
      keys: v.array(
        v.strictObject({
          key: text,
          meaning,
          place: text,
          source,
          /** Strong unless it says otherwise: the key was seen at this service or is documented by it. */
          telling: v.optional(telling),
          note: v.optional(text),
        }),
      ),
    }),
  ),
  general: v.array(v.strictObject({ key: text, meaning, telling, language: text })),
});

export const stacksFile = v.strictObject({
  ...head,
  stacks: v.array(
    v.strictObject({
      id,
      name: text,
      when: v.pipe(
        v.strictObject({
          scheme: v.optional(v.picklist(['ws', 'http'], 'must be ws or http')),
          path: v.optional(v.pipe(text, v.startsWith('/', 'must begin with a slash'))),
          query: v.optional(v.array(text)),
          port: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535))),
        }),
        v.check((when) => Object.keys(when).length > 0, 'must name at least one condition'),
      ),
      role: text,
      source,
    }),
  ),
});

export const networksFile = v.strictObject({
  ...head,
  networks: v.array(
    v.pipe(
      v.strictObject({ asn, anycast: v.optional(v.literal(true)), country: v.optional(country), source }),
      v.check(
        (network) => (network.anycast === true) !== (network.country !== undefined),
        'must be either anycast or in a country',
      ),
    ),
  ),
});

const answer = v.picklist(['yes', 'no', 'partly', 'unknown'], 'must be yes, no, partly or unknown');

export const jurisdictionFile = v.strictObject({
  country: v.union([country, v.literal('EU')], 'must be an ISO 3166-1 alpha-2 country code or EU'),
  name: text,
  /** The day on which the newest of its laws was checked. */
  checked: date,
  summary: text,
  localisation: text,
  adequacy: note,
  convention108: text,
  convention108plus: text,
  notes: v.optional(v.array(text)),
  regimes: v.array(
    v.strictObject({
      id,
      name: text,
      originalName: note,
      articles: v.array(text),
      year: text,
      plain: text,
      status: text,
      role: v.picklist(['power', 'duty', 'shield', 'context', 'bill'], 'must be power, duty, shield, context or bill'),
      inForce: v.picklist(['yes', 'partly', 'no', 'unknown'], 'must be yes, partly, no or unknown'),
      /**
       * Why it compels nobody by itself though it is a power or a duty: `between-states`, one authority asks another;
       * `other-law`, it only gives a form to powers from elsewhere. Absent: it is addressed to companies.
       */
      effect: v.optional(v.picklist(['between-states', 'other-law'], 'must be between-states or other-law')),
      /** `carriers`: it binds telecommunications carriers only, so it reaches through a network alone. */
      binds: v.optional(v.literal('carriers', 'must be carriers')),
      properties: v.strictObject({
        anyAssistance: answer,
        directAccess: answer,
        priorJudge: answer,
        secrecy: answer,
        reachesAbroad: answer,
        decryptionOrCapability: answer,
        localisation: answer,
        dataRetention: answer,
        compels: v.array(
          v.picklist(
            ['content', 'metadata', 'subscriber', 'stored', 'real-time'],
            'must be content, metadata, subscriber, stored or real-time',
          ),
        ),
      }),
      /** The words behind the properties, for whoever checks them; not compiled. */
      details: v.strictObject({
        compels: text,
        secrecy: text,
        abroad: text,
        decryption: text,
        judge: text,
        effect: v.optional(text),
        binds: v.optional(text),
        note,
      }),
      certainty,
      certaintyDetail: note,
      sources,
      checked: v.strictObject({
        date,
        depth: v.picklist(
          ['text', 'summary', 'existence', 'earlier-pass', 'none'],
          'must be text, summary, existence, earlier-pass or none',
        ),
        note,
      }),
      caution: note,
      counterView: note,
    }),
  ),
});

/** Standing of countries towards the EU's data protection law and the Council of Europe's convention. */
export const treatiesFile = v.strictObject({
  ...head,
  adequacy: v.strictObject({
    decisions: v.array(v.strictObject({ country: v.nullable(country), text })),
    certainty,
    note,
    sources,
  }),
  convention108: v.strictObject({
    text,
    plus: text,
    certainty,
    note,
    sources,
  }),
});

export type OperatorsFile = v.InferOutput<typeof operatorsFile>;
export type ServicesFile = v.InferOutput<typeof servicesFile>;
export type ThirdPartiesFile = v.InferOutput<typeof thirdPartiesFile>;
export type KeysFile = v.InferOutput<typeof keysFile>;
export type NetworksFile = v.InferOutput<typeof networksFile>;
export type JurisdictionFile = v.InferOutput<typeof jurisdictionFile>;
export type TreatiesFile = v.InferOutput<typeof treatiesFile>;
export type HostRule = v.InferOutput<typeof hostRule>;
