import type { RegimeFact } from '../../catalogue/catalogue.ts';
import type { Exposure } from '../../extension/model/report.ts';
import type { LawProperty } from '../../extension/model/settings.ts';

/**
 * Whether a regime can compel a company: a power or a duty, in force at least in part, that compels something by itself.
 * What only says how data are to be treated or where they must lie compels nothing; what states ask of one another, and
 * what gives a form to powers from elsewhere, binds companies through another law only.
 */
export function canCompel({ role, inForce, effect, properties }: RegimeFact): boolean {
  const holds = (role === 'power' || role === 'duty') && (inForce === 'yes' || inForce === 'partly');
  const any = properties['anyAssistance'] === 'yes' || properties['anyAssistance'] === 'partly';
  return holds && effect === undefined && (any || (properties['compels'] ?? '') !== '');
}

/**
 * Whether a regime reaches by this way. One that binds telecommunications carriers alone reaches through the network:
 * a company that only offers voice over it is not bound, wherever it sits.
 */
export function reachesThrough(regime: RegimeFact, through: Exposure['through']): boolean {
  return canCompel(regime) && (regime.binds !== 'carriers' || through === 'network');
}

/** What an answer of a law to one question adds to its weight. */
export interface LawPoints {
  property: LawProperty;
  value: 'yes' | 'partly' | 'no';
  points: number;
  reason: string;
}

/**
 * How much a law asks of a company, by its properties and never by its country. Each point has its reason:
 * what the person cannot foresee, contest or learn of weighs more. docs/warnings.md shows this table; a test keeps the
 * two alike.
 */
export const lawPoints: readonly LawPoints[] = [
  {
    property: 'anyAssistance',
    value: 'yes',
    points: 2,
    reason: 'The duty is open-ended, not limited to named data.',
  },
  { property: 'directAccess', value: 'yes', points: 2, reason: 'The state need not ask each time.' },
  { property: 'priorJudge', value: 'no', points: 2, reason: 'Nobody independent looks at it beforehand.' },
  { property: 'priorJudge', value: 'partly', points: 1, reason: 'Only some measures pass a judge.' },
  { property: 'secrecy', value: 'yes', points: 1, reason: 'The person is never told.' },
  { property: 'reachesAbroad', value: 'yes', points: 1, reason: 'It binds wherever the data lies.' },
  { property: 'decryptionOrCapability', value: 'yes', points: 1, reason: 'Keys or a way in can be demanded.' },
];

/**
 * 0 (what compels nobody: see `canCompel`) to 9, and beyond that what the person's concern adds. Powers partly in
 * force count half.
 *
 * @param more the points that a concern adds, see `concern.ts`
 */
export function weightOf(regime: RegimeFact, more: readonly LawPoints[] = []): number {
  if (!canCompel(regime)) return 0;
  const sum = [...lawPoints, ...more]
    .filter(({ property, value }) => regime.properties[property] === value)
    .reduce((total, { points }) => total + points, 0);
  return regime.inForce === 'partly' ? sum / 2 : sum;
}

/** Order in which laws are shown: by weight, and among equals what holds in part tips the scale. */
export function rankOf(regime: RegimeFact, more: readonly LawPoints[] = []): number {
  const partly = lawPoints.filter(({ property }) => regime.properties[property] === 'partly');
  return weightOf(regime, more) + new Set(partly.map(({ property }) => property)).size / 10;
}

/**
 * A law is heavy from here on. No two properties are enough for that by themselves: it takes at least three of them.
 * What is known of it must be known with some certainty: a law that nobody could check does not raise an alarm.
 */
export const heavyFrom = 5;

/** Whether a law weighs so much that being within its reach changes how grave a finding is. */
export function isHeavy(regime: RegimeFact, more: readonly LawPoints[] = []): boolean {
  return regime.certainty !== 'low' && regime.certainty !== 'unknown' && weightOf(regime, more) >= heavyFrom;
}
