import type { Concern } from '../../../extension/model/settings.ts';
import { type Severity, severities } from '../../../extension/model/vocabulary.ts';
import { stepsOf } from '../concern.ts';
import type { Circumstances, Law, Reached, To } from './circumstances.ts';

interface Rule {
  reached: Reached;
  to?: To;
  law?: Law;
  severity: Severity | null;
  reason: string;
}

/** What holds for everybody. First row that fits counts. docs/warnings.md shows this table; a test keeps the two alike. */
export const severityTable: readonly Rule[] = [
  {
    reached: 'identifiers',
    to: 'wire',
    severity: 'high',
    reason: 'Anyone between the person and the server reads who talks in which room, and need not ask anybody.',
  },
  {
    reached: 'voice',
    to: 'wire',
    severity: 'high',
    reason: 'Anyone between the person and the server hears what is said, and need not ask anybody.',
  },
  {
    reached: 'voice',
    law: 'heavy',
    severity: 'high',
    reason: 'What is said can be demanded in secret, and at least one check against abuse is missing.',
  },
  { reached: 'voice', severity: 'medium', reason: 'Whoever carries the voice unencrypted can hear it.' },
  {
    reached: 'identifiers',
    to: 'peers',
    severity: 'low',
    reason: 'People whom one talks to learn more than the call needs.',
  },
  {
    reached: 'identifiers',
    law: 'heavy',
    severity: 'high',
    reason: 'Who talks to whom can be demanded in secret, and at least one check against abuse is missing.',
  },
  {
    reached: 'identifiers',
    to: 'third-party',
    severity: 'medium',
    reason: 'A company that is not needed for the call learns who is in it.',
  },
  {
    reached: 'identifiers',
    to: 'works-for-site',
    severity: 'low',
    reason: 'A company that works for the site learns who is in the call; it needs to, the person need not know it.',
  },
  {
    reached: 'contact',
    law: 'heavy',
    severity: 'low',
    reason: 'It learns the address that the person connects from, and when.',
  },
  {
    reached: 'address',
    to: 'third-party',
    severity: 'low',
    reason: 'A company that the call does not need learns from which address somebody calls, and when.',
  },
  {
    reached: 'address',
    severity: 'low',
    reason: 'People in the call can tell the town and the internet provider, and recognise the address elsewhere.',
  },
  {
    reached: 'connection',
    severity: 'medium',
    reason: 'Encryption that somebody in between can get round protects from nobody who takes the trouble.',
  },
  {
    reached: 'microphone',
    severity: 'low',
    reason: 'One forgets a microphone in a tab that one does not see.',
  },
  { reached: 'contact', severity: null, reason: 'Every site contacts other hosts; they are listed, not warned of.' },
];

const graver = (a: Severity | null, b: Severity | null): Severity | null =>
  severities.indexOf(a ?? 'info') >= severities.indexOf(b ?? 'info') ? (a ?? b) : b;

/**
 * Severity under a concern: what holds for everybody, and what the concern raises on top of it. Only a mere contact can
 * be dropped, and only where nothing raises it.
 *
 * @returns null: nothing to warn of
 */
export function severityOf(it: Circumstances, concern: Concern): Severity | null {
  const { reached, to, law } = it;
  const rule = severityTable.find(
    (row) => row.reached === reached && (row.to ?? to) === to && (row.law ?? law) === law,
  );
  let severity = rule?.severity ?? null;
  let raised = false;
  const steps = stepsOf(concern, it);
  for (const step of steps) {
    if (step.change !== 'raise') continue;
    severity = graver(severity, step.atLeast);
    raised = true;
  }
  const dropped = steps.some(
    (step) => step.change === 'drop' && severities.indexOf(severity ?? 'info') < severities.indexOf(step.below),
  );
  return dropped && !raised ? null : severity;
}
