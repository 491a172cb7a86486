import * as v from 'valibot';
import { maxIdentities, type SealedIdentity, sealedIdentity } from './identities.ts';
import type { Country } from './vocabulary.ts';

/**
 * What a person sets, in one model: kept in `storage.local` under `settingsItem`, with the version of its shape. A later
 * version adds its own migration; none is ever taken away, so that any older stored value can be read.
 */
export const settingsItem = 'settings';
export const settingsVersion = 2;

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

export interface Settings {
  version: typeof settingsVersion;
  concern: Concern;
  /** What the person declares of themselves, encrypted: one cannot be read without the key that is kept apart. */
  identities: SealedIdentity[];
}

/** What a page shows and saves as a whole. Declared identities have questions of their own: see identities.ts. */
export type Choices = Omit<Settings, 'identities'>;

/** Nothing weighs more than what the law itself says. */
export const generalConcern: Concern = { preset: 'general', jurisdictions: [], properties: [] };

export const defaultSettings: Settings = { version: settingsVersion, concern: generalConcern, identities: [] };

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
const settings = v.object({ concern: v.fallback(concern, generalConcern), identities: v.fallback(identities, []) });

/** Makes a stored value of the version before into one of the version that it stands under. */
export type Migration = (older: Record<string, unknown>) => Record<string, unknown>;
const migrations: Readonly<Record<number, Migration>> = {
  2: (older) => ({ ...older, identities: [] }),
};

/**
 * Settings from whatever was stored or sent. Never throws: what is missing or damaged is as by default. A value of a
 * version to come is read as far as it is understood.
 */
export function readSettings(stored: unknown): Settings {
  const read = v.safeParse(settings, migrated(stored, migrations, settingsVersion));
  return read.success ? { version: settingsVersion, ...read.output } : defaultSettings;
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
export type SettingsAsk = { ask: 'settings' } | { ask: 'save-settings'; settings: Choices };

const settingsAsk = v.variant('ask', [
  v.strictObject({ ask: v.literal('settings') }),
  v.strictObject({
    ask: v.literal('save-settings'),
    settings: v.strictObject({ version: v.literal(settingsVersion), concern: v.strictObject(concern.entries) }),
  }),
]);

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
