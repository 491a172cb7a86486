import { type Concern, lawProperties, type Preset } from '../../extension/model/settings.ts';
import type { Country, Severity } from '../../extension/model/vocabulary.ts';
import type { LawPoints } from './law.ts';
import type { Circumstances, Law, Reached, To } from './warnings/circumstances.ts';

/**
 * What a person's concern changes. Only ever on top of what holds for everybody: points are added to a law, a severity
 * is raised to at least so much. The one thing that a concern takes away is the notice of a mere contact, which stays
 * in the list of destinations. No country is named here: a jurisdiction weighs more because the person has picked it, or
 * because the European Commission has not found its protection adequate.
 */
export type ConcernRow = {
  /** Presets under which the row holds; null: under all but `general`. */
  presets: readonly Preset[] | null;
  reason: string;
} & (
  | { change: 'points'; property: LawPoints['property']; value: LawPoints['value']; points: number }
  | { change: 'picked-property'; answer: 'full' | 'partly'; points: number }
  | ({ change: 'raise'; atLeast: Severity } & When)
  | ({ change: 'drop'; below: Severity } & When)
);

/** What must hold for a row to count. What is not given may be anything. */
interface When {
  reached: Reached;
  to?: To;
  law?: Law;
  picked?: true;
  noAdequacy?: true;
}

/** docs/warnings.md shows this table; a test keeps the two alike. */
export const concernTable: readonly ConcernRow[] = [
  // Wherever somebody picks something.
  {
    presets: null,
    change: 'picked-property',
    answer: 'full',
    points: 2,
    reason: 'The person has said that this weighs more for them.',
  },
  {
    presets: null,
    change: 'picked-property',
    answer: 'partly',
    points: 1,
    reason: 'The same, where the law does it in part.',
  },
  {
    presets: null,
    change: 'raise',
    reached: 'voice',
    picked: true,
    atLeast: 'high',
    reason: 'A state that the person has named can demand what is said.',
  },
  {
    presets: null,
    change: 'raise',
    reached: 'identifiers',
    picked: true,
    atLeast: 'high',
    reason: 'A state that the person has named can demand who talks to whom.',
  },
  {
    presets: null,
    change: 'raise',
    reached: 'contact',
    picked: true,
    atLeast: 'low',
    reason: 'A state that the person has named can learn the address they connect from, and when.',
  },

  // Living in or travelling to a country whose state has a line of its own into networks.
  {
    presets: ['direct-access'],
    change: 'points',
    property: 'directAccess',
    value: 'yes',
    points: 2,
    reason: 'A state with a line of its own reads along without asking anybody, so that nobody can refuse.',
  },
  {
    presets: ['direct-access'],
    change: 'points',
    property: 'priorJudge',
    value: 'no',
    points: 1,
    reason: 'Where the state reads along by itself, a judge beforehand would be the only brake.',
  },
  {
    presets: ['direct-access'],
    change: 'raise',
    reached: 'contact',
    picked: true,
    atLeast: 'medium',
    reason: 'Whoever is in reach of that state can be found by the address and the time alone.',
  },
  {
    presets: ['direct-access'],
    change: 'raise',
    reached: 'address',
    picked: true,
    atLeast: 'medium',
    reason: 'The same, and the time is that of a call.',
  },

  // Resident in the European Union.
  {
    presets: ['eu-resident'],
    change: 'points',
    property: 'reachesAbroad',
    value: 'yes',
    points: 1,
    reason: 'Orders that reach for data in the Union past a treaty are what GDPR Art. 48 is meant to stop.',
  },
  {
    presets: ['eu-resident'],
    change: 'raise',
    reached: 'voice',
    noAdequacy: true,
    atLeast: 'high',
    reason: 'What is said goes where no adequacy decision protects it (GDPR Art. 44–46; C-311/18, Schrems II).',
  },
  {
    presets: ['eu-resident'],
    change: 'raise',
    reached: 'identifiers',
    to: 'third-party',
    noAdequacy: true,
    atLeast: 'high',
    reason: 'A company that the call does not need takes personal data where no adequacy decision protects it.',
  },
  {
    presets: ['eu-resident'],
    change: 'raise',
    reached: 'identifiers',
    to: 'works-for-site',
    noAdequacy: true,
    atLeast: 'medium',
    reason: 'Personal data go where no adequacy decision protects them; the site must have another ground for it.',
  },
  {
    presets: ['eu-resident'],
    change: 'raise',
    reached: 'contact',
    noAdequacy: true,
    atLeast: 'low',
    reason: 'An IP address can be personal data too (C-582/14, Breyer).',
  },

  // Journalists and activists.
  {
    presets: ['journalist'],
    change: 'points',
    property: 'secrecy',
    value: 'yes',
    points: 2,
    reason: 'Nobody can warn a source of an order that must be kept secret.',
  },
  {
    presets: ['journalist'],
    change: 'points',
    property: 'anyAssistance',
    value: 'yes',
    points: 2,
    reason: 'An open-ended duty has no exception for the press and no end to what can be asked.',
  },
  {
    presets: ['journalist'],
    change: 'raise',
    reached: 'identifiers',
    to: 'wire',
    atLeast: 'high',
    reason: 'Who talks to whom gives a source away, and on the wire anybody reads it.',
  },
  {
    presets: ['journalist'],
    change: 'raise',
    reached: 'identifiers',
    to: 'third-party',
    atLeast: 'high',
    reason: 'Who talks to whom gives a source away, and this company had no need to learn it.',
  },
  {
    presets: ['journalist'],
    change: 'raise',
    reached: 'identifiers',
    to: 'works-for-site',
    atLeast: 'medium',
    reason: 'Who talks to whom gives a source away, whoever learns it.',
  },

  {
    presets: ['journalist'],
    change: 'raise',
    reached: 'address',
    to: 'peers',
    atLeast: 'medium',
    reason: 'Whoever can be called can be made to say from which address they answer.',
  },

  // Company data.
  {
    presets: ['company'],
    change: 'points',
    property: 'reachesAbroad',
    value: 'yes',
    points: 2,
    reason: 'Keeping the data in the own country does not help against a law that reaches abroad.',
  },
  {
    presets: ['company'],
    change: 'points',
    property: 'reachesAbroad',
    value: 'partly',
    points: 1,
    reason: 'The same, where the law reaches abroad in part.',
  },
  {
    presets: ['company'],
    change: 'points',
    property: 'decryptionOrCapability',
    value: 'yes',
    points: 2,
    reason: 'The provider’s encryption does not help against a law that makes the provider open it.',
  },
  {
    presets: ['company'],
    change: 'points',
    property: 'decryptionOrCapability',
    value: 'partly',
    points: 1,
    reason: 'The same, where the law does so in part.',
  },
  {
    presets: ['company'],
    change: 'raise',
    reached: 'voice',
    law: 'other',
    atLeast: 'high',
    reason: 'What is said in a meeting is the secret itself: any law that obtains it counts.',
  },
  {
    presets: ['company'],
    change: 'drop',
    reached: 'contact',
    below: 'medium',
    reason: 'That an office contacts a host is no secret of the company; it stays in the list of destinations.',
  },
];

/** A raise or a drop whose conditions hold. */
type Step = Extract<ConcernRow, { change: 'raise' | 'drop' }>;

function holds({ presets }: ConcernRow, { preset }: Concern): boolean {
  return presets === null ? preset !== 'general' : presets.includes(preset);
}

function fits(row: Step, it: Circumstances): boolean {
  return (
    row.reached === it.reached &&
    (row.to ?? it.to) === it.to &&
    (row.law ?? it.law) === it.law &&
    (row.picked ?? it.picked) === it.picked &&
    (row.noAdequacy ?? it.noAdequacy) === it.noAdequacy
  );
}

/** The rows of a concern that bear on these circumstances. */
export function stepsOf(concern: Concern, it: Circumstances): Step[] {
  return concernTable.filter(
    (row): row is Step => (row.change === 'raise' || row.change === 'drop') && holds(row, concern) && fits(row, it),
  );
}

/**
 * The points that a concern adds to those of the law itself. A property that is both the preset's and picked counts
 * once, with the larger number.
 */
export function pointsOf(concern: Concern): LawPoints[] {
  const points: LawPoints[] = [];
  const add = (more: LawPoints) => {
    const same = points.findIndex(({ property, value }) => property === more.property && value === more.value);
    if (same < 0) points.push(more);
    else if ((points[same]?.points ?? 0) < more.points) points[same] = more;
  };
  for (const row of concernTable) {
    if (!holds(row, concern)) continue;
    const { reason } = row;
    if (row.change === 'points') add({ property: row.property, value: row.value, points: row.points, reason });
    if (row.change === 'picked-property') {
      for (const property of lawProperties) {
        if (!concern.properties.includes(property)) continue;
        const full = property === 'priorJudge' ? 'no' : 'yes';
        add({ property, value: row.answer === 'full' ? full : 'partly', points: row.points, reason });
      }
    }
  }
  return points;
}

/** Whether the person has picked a jurisdiction. */
export function isPicked(concern: Concern, jurisdiction: Country): boolean {
  return concern.preset !== 'general' && concern.jurisdictions.includes(jurisdiction);
}

const codes = (list: string): ReadonlySet<Country> => new Set(list.split(' '));

/**
 * Where the GDPR itself applies: the Union, its members with the outermost regions and Åland that have codes of their
 * own (TFEU, Art. 355), and Iceland, Liechtenstein and Norway (EEA agreement, Annex XI).
 */
const underGdpr = codes(
  'EU AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK ' +
    'AX GF GP MF MQ RE YT IS LI NO',
);

/**
 * Countries with an adequacy decision (GDPR Art. 45). The decisions are those of catalogue/treaties.json; a test keeps
 * the two alike. Those on Canada (commercial organisations) and the United States (companies in the Data Privacy
 * Framework) hold for some companies only; which, is not known here, so that neither country counts as unprotected.
 */
export const adequate = codes('AD AR BR CA CH FO GB GG IL IM JE JP KR NZ US UY');

/** Whether a country is outside the GDPR and without an adequacy decision: data may go there on other grounds only. */
export function lacksAdequacy(country: Country): boolean {
  return !underGdpr.has(country) && !adequate.has(country);
}

/** Whether a law comes from beyond the GDPR, so that its orders meet the shields of the Union. */
export function isForeignToUnion(jurisdiction: Country): boolean {
  return !underGdpr.has(jurisdiction);
}

/** Whether shields of the Union are to be shown. */
export function showsShields({ preset }: Concern): boolean {
  return preset === 'eu-resident';
}
