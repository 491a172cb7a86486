import type { LawProperty, Preset } from '../model/settings.ts';
import type { Severity } from '../model/vocabulary.ts';

/** Which messages name each word of a concern. Spelt out, so that a search for a key finds where it is used. */
export const presetWhatKeys: Record<Preset, string> = {
  general: 'presetGeneralWhat',
  'direct-access': 'presetDirectAccessWhat',
  'eu-resident': 'presetEuResidentWhat',
  journalist: 'presetJournalistWhat',
  company: 'presetCompanyWhat',
  own: 'presetOwnWhat',
};

export const propertyKeys: Record<LawProperty, string> = {
  anyAssistance: 'propertyAnyAssistance',
  directAccess: 'propertyDirectAccess',
  priorJudge: 'propertyNoPriorJudge',
  secrecy: 'propertySecrecy',
  decryptionOrCapability: 'propertyDecryption',
  reachesAbroad: 'propertyReachesAbroad',
  dataRetention: 'propertyRetention',
  localisation: 'propertyLocalisation',
};

export const propertyWhatKeys: Record<LawProperty, string> = {
  anyAssistance: 'propertyAnyAssistanceWhat',
  directAccess: 'propertyDirectAccessWhat',
  priorJudge: 'propertyNoPriorJudgeWhat',
  secrecy: 'propertySecrecyWhat',
  decryptionOrCapability: 'propertyDecryptionWhat',
  reachesAbroad: 'propertyReachesAbroadWhat',
  dataRetention: 'propertyRetentionWhat',
  localisation: 'propertyLocalisationWhat',
};

/** How something comes to count: as so grave, or as more or less than it did; `note` changes nothing. */
export type Sign = Severity | 'more' | 'less' | 'note';

/** What a preset raises, in words: the rows of the concern's table, see docs/warnings.md. */
export const presetEffects: Record<Preset, readonly { sign: Sign; key: string }[]> = {
  general: [
    { sign: 'high', key: 'effectGeneralHeavy' },
    { sign: 'medium', key: 'effectGeneralMedium' },
    { sign: 'low', key: 'effectGeneralLow' },
  ],
  'direct-access': [],
  'eu-resident': [
    { sign: 'high', key: 'effectEuHigh' },
    { sign: 'medium', key: 'effectEuMedium' },
    { sign: 'low', key: 'effectEuLow' },
    { sign: 'more', key: 'effectEuShields' },
  ],
  journalist: [
    { sign: 'high', key: 'effectJournalistHigh' },
    { sign: 'medium', key: 'effectJournalistMedium' },
  ],
  company: [
    { sign: 'high', key: 'effectCompanyHigh' },
    { sign: 'less', key: 'effectCompanyContacts' },
  ],
  own: [],
};
