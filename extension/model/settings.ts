import * as v from 'valibot';
import { maxIdentities, type SealedIdentity, sealedIdentity } from './identities.ts';
import { automatic, isLanguage } from './language.ts';
import type { Country } from './vocabulary.ts';

/**
 * What a person sets, in one model: kept in `storage.local` under `settingsItem`, with the version of its shape. A later
 * version adds its own migration; none is ever taken away, so that any older stored value can be read.
 */
export { settingsItem } from './language.ts';
export const settingsVersion = 3;

/** A ready-made concern. `own`: nothing but what the person picks. */
export const presets = ['general', 'direct-access', 'eu-resident', 'journalist', 'company', 'own'] as const;
export type Preset = (typeof presets)[number];

/** Properties of laws as the catalogue names them; `priorJudge` weighs where there is none. Gravest first. */
export const lawProperties = [
  'anyAssistance',
  'directAccess',
  'priorJudge',
  'secrecy',
  'decryptionOrCapability',
  'reachesAbroad',
  'dataRetention',
  'localisation',
] as const;
export type LawProperty = (typeof lawProperties)[number];

/** The properties that a preset makes weigh more. The weights, with their reasons, are in classify/concern.ts. */
export const presetProperties: Record<Preset, readonly LawProperty[]> = {
  general: [],
  'direct-access': ['directAccess', 'priorJudge'],
  'eu-resident': ['reachesAbroad'],
  journalist: ['anyAssistance', 'secrecy'],
  company: ['decryptionOrCapability', 'reachesAbroad'],
  own: [],
};

const concern = v.object({
  preset: v.picklist(presets),
  /** Jurisdictions whose law weighs more because the person says so. Without effect under `general`. */
  jurisdictions: v.pipe(v.array(v.pipe(v.string(), v.regex(/^[A-Z]{2}$/))), v.maxLength(300), v.transform(once)),
  /** Properties that weigh more besides those of the preset. Without effect under `general`. */
  properties: v.pipe(v.array(v.picklist(lawProperties)), v.maxLength(100), v.transform(once)),
});

/** What the person fears most: their threat model. */
export interface Concern {
  preset: Preset;
  jurisdictions: Country[];
  properties: LawProperty[];
}

/** Days for which a visit is kept after its last moment; null: for ever. Those that are offered. */
export const retentions = [1, 7, 30, 90, 365, null] as const;

export interface HistorySettings {
  /** Whether anything is kept at all. */
  keep: boolean;
  days: number | null;
}

export interface Settings {
  version: typeof settingsVersion;
  concern: Concern;
  history: HistorySettings;
  /** Nothing is observed, in no tab, until the person goes on. */
  paused: boolean;
  /** See language.ts. */
  language: string;
  /** Whether the browser's notifications may be used for grave warnings. */
  notifications: boolean;
  /** What the person declares of themselves, encrypted: one cannot be read without the key that is kept apart. */
  identities: SealedIdentity[];
}

/** What a page shows and saves as a whole. Declared identities have questions of their own: see identities.ts. */
export type Choices = Omit<Settings, 'identities'>;

/** Nothing weighs more than what the law itself says. */
export const generalConcern: Concern = { preset: 'general', jurisdictions: [], properties: [] };

export const defaultHistory: HistorySettings = { keep: true, days: 90 };

export const defaultSettings: Settings = {
  version: settingsVersion,
  concern: generalConcern,
  history: defaultHistory,
  paused: false,
  language: automatic,
  notifications: false,
  identities: [],
};

const days = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(36_500)));
const history = v.object({ keep: v.boolean(), days });
const language = v.custom<string>(isLanguage);

/** One that is damaged leaves the others as they are. */
const identities = v.pipe(
  v.array(v.unknown()),
  v.transform((list) =>
    list.flatMap((one) => {
      const read = v.safeParse(sealedIdentity, one);
      return read.success ? [read.output] : [];
    }),
  ),
  v.transform((list) => list.slice(0, maxIdentities)),
);

/** A part that cannot be read falls back to its default and leaves the others as they are. */
const settings = v.object({
  concern: v.fallback(concern, generalConcern),
  history: v.fallback(history, defaultHistory),
  paused: v.fallback(v.boolean(), false),
  language: v.fallback(language, automatic),
  notifications: v.fallback(v.boolean(), false),
  identities: v.fallback(identities, []),
});

/** Makes a stored value of the version before into one of the version that it stands under. */
export type Migration = (older: Record<string, unknown>) => Record<string, unknown>;
const migrations: Readonly<Record<number, Migration>> = {
  2: (older) => ({ ...older, identities: [] }),
  3: (older) => ({
    ...older,
    history: { keep: true, days: 90 },
    paused: false,
    language: 'auto',
    notifications: false,
  }),
};

/**
 * Settings from whatever was stored or sent. Never throws: what is missing or damaged is as by default. A value of a
 * version to come is read as far as it is understood.
 */
export function readSettings(stored: unknown): Settings {
  const read = v.safeParse(settings, migrated(stored, migrations, settingsVersion));
  return read.success ? { version: settingsVersion, ...read.output } : defaultSettings;
}

/** Settings that an organisation can fix, by the names in its policy: docs/deploy.md. */
export const lockable = ['concern', 'history', 'retentionDays', 'notifications'] as const;
export type Locked = (typeof lockable)[number];

/** Where in `storage.local` is what an organisation had fixed when the browser was last asked. */
export const policyItem = 'policy';

/** What an organisation has fixed, from `storage.managed`. */
export type Policy = {
  [Name in Locked]?: Name extends 'concern' ? Concern : Name extends 'retentionDays' ? number : boolean;
};

const policy = v.object({
  concern: v.fallback(
    v.optional(
      v.object({
        ...concern.entries,
        jurisdictions: v.optional(concern.entries.jurisdictions, []),
        properties: v.optional(concern.entries.properties, []),
      }),
    ),
    undefined,
  ),
  history: v.fallback(v.optional(v.boolean()), undefined),
  /** 0: for ever. */
  retentionDays: v.fallback(v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(36_500))), undefined),
  notifications: v.fallback(v.optional(v.boolean()), undefined),
});

/** A policy from what the browser hands over. Never throws: what is not in its form is not fixed. */
export function readPolicy(managed: unknown): Policy {
  const read = v.safeParse(policy, managed);
  return read.success ? Object.fromEntries(Object.entries(read.output).filter(([, value]) => value !== undefined)) : {};
}

export function lockedBy(policy: Policy): Locked[] {
  return lockable.filter((name) => policy[name] !== undefined);
}

/** Settings as they hold: what is fixed is as it was fixed, whatever the person has set. */
export function underPolicy(settings: Settings, policy: Policy): Settings {
  const { concern, history, retentionDays, notifications } = policy;
  return {
    ...settings,
    ...(concern && { concern }),
    ...(notifications !== undefined && { notifications }),
    history: {
      keep: history ?? settings.history.keep,
      days: retentionDays === undefined ? settings.history.days : retentionDays || null,
    },
  };
}

/** What is to be stored when a page saves: what is fixed stays as the person had set it before. */
export function saved(stored: Settings, choices: Choices, policy: Policy): Settings {
  const fixed = new Set<Locked>(lockedBy(policy));
  return {
    ...stored,
    ...choices,
    concern: fixed.has('concern') ? stored.concern : choices.concern,
    notifications: fixed.has('notifications') ? stored.notifications : choices.notifications,
    history: {
      keep: fixed.has('history') ? stored.history.keep : choices.history.keep,
      days: fixed.has('retentionDays') ? stored.history.days : choices.history.days,
    },
  };
}

export function choicesOf({ identities, ...choices }: Settings): Choices {
  return choices;
}

/**
 * Takes a stored value through the migrations one by one, up to `version`. Null where it is not a versioned value or a
 * migration failed on it.
 */
export function migrated(
  stored: unknown,
  steps: Readonly<Record<number, Migration>>,
  version: number,
): Record<string, unknown> | null {
  if (!isRecord(stored) || !Number.isInteger(stored['version'])) return null;
  let value = stored;
  try {
    for (let next = Number(stored['version']) + 1; next <= version; next++) {
      value = { ...(steps[next]?.(value) ?? value), version: next };
    }
  } catch {
    return null;
  }
  return value;
}

/** What a page of the extension asks of the background. Anybody else is not answered. */
export type SettingsAsk =
  | { ask: 'settings' }
  | { ask: 'save-settings'; settings: Choices }
  | { ask: 'pause'; paused: boolean };

const settingsAsk = v.variant('ask', [
  v.strictObject({ ask: v.literal('settings') }),
  v.strictObject({
    ask: v.literal('save-settings'),
    settings: v.strictObject({
      version: v.literal(settingsVersion),
      concern: v.strictObject(concern.entries),
      history: v.strictObject(history.entries),
      paused: v.boolean(),
      language,
      notifications: v.boolean(),
    }),
  }),
  v.strictObject({ ask: v.literal('pause'), paused: v.boolean() }),
]);

/** The settings as they hold, and which of them are not the person's to change. */
export interface SettingsAnswer {
  settings: Choices;
  locked: Locked[];
}

const settingsAnswer = v.object({ settings: v.unknown(), locked: v.array(v.picklist(lockable)) });

/** @throws where it is no such answer: the background is of another version, or gone */
export function readSettingsAnswer(message: unknown): SettingsAnswer {
  const { settings: said, locked } = v.parse(settingsAnswer, message);
  return { settings: choicesOf(readSettings(said)), locked };
}

/** Null where it is no such question. What is to be saved must be right in full: nothing falls back here. */
export function readSettingsAsk(message: unknown): SettingsAsk | null {
  const read = v.safeParse(settingsAsk, message);
  return read.success ? read.output : null;
}

function once<T>(items: T[]): T[] {
  return [...new Set(items)];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
