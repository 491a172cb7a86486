import type { RegimeFact } from '../../catalogue/catalogue.ts';

/**
 * How much a law asks of a company, by its properties and never by its country. Each point has its reason:
 * what the person cannot foresee, contest or learn of weighs more.
 */
const points: { property: string; value: string; points: number; reason: string }[] = [
  { property: 'anyAssistance', value: 'yes', points: 2, reason: 'the duty is open-ended, not limited to named data' },
  { property: 'directAccess', value: 'yes', points: 2, reason: 'the state need not ask each time' },
  { property: 'priorJudge', value: 'no', points: 2, reason: 'nobody independent looks at it beforehand' },
  { property: 'priorJudge', value: 'partly', points: 1, reason: 'only some measures pass a judge' },
  { property: 'secrecy', value: 'yes', points: 1, reason: 'the person is never told' },
  { property: 'reachesAbroad', value: 'yes', points: 1, reason: 'it binds wherever the data lies' },
  { property: 'decryptionOrCapability', value: 'yes', points: 1, reason: 'keys or a way in can be demanded' },
];

/** 0 (shields, bills, context, not in force) to 9. Powers partly in force count half. */
export function weightOf(regime: RegimeFact): number {
  if (
    (regime.role !== 'power' && regime.role !== 'duty') ||
    (regime.inForce !== 'yes' && regime.inForce !== 'partly')
  ) {
    return 0;
  }
  const sum = points
    .filter(({ property, value }) => regime.properties[property] === value)
    .reduce((total, { points }) => total + points, 0);
  return regime.inForce === 'partly' ? sum / 2 : sum;
}

/** Order in which laws are shown: by weight, and among equals what holds in part tips the scale. */
export function rankOf(regime: RegimeFact): number {
  const partly = points.filter(({ property }) => regime.properties[property] === 'partly');
  return weightOf(regime) + new Set(partly.map(({ property }) => property)).size / 10;
}

/**
 * A law is heavy from here on. It takes at least two of: an open-ended duty, direct access, no prior judge; and secrecy.
 * What is known of it must be known with some certainty: a law that nobody could check does not raise an alarm.
 */
const heavy = 5;

/** Whether a law weighs so much that being within its reach changes how grave a finding is. */
export function isHeavy(regime: RegimeFact): boolean {
  return regime.certainty !== 'low' && regime.certainty !== 'unknown' && weightOf(regime) >= heavy;
}
