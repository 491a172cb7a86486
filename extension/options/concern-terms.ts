import type { Preset } from '../model/settings.ts';
import type { Severity } from '../model/vocabulary.ts';

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
