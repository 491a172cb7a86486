import type { Severity } from '../../../extension/model/vocabulary.ts';

/** What reached somebody: the gravest that applies. */
export type Reached = 'voice' | 'identifiers' | 'contact';

/** The gravest law that reaches whom it reached. `none`: no law is known there, which is not the same as no law. */
export type Law = 'heavy' | 'other' | 'none';

/** Who it is: a company that carries voice or messages for the site needs some identifiers to do so; others do not. */
export type To = 'works-for-site' | 'third-party' | 'wire';

interface Rule {
  reached: Reached;
  to?: To;
  law?: Law;
  severity: Severity | null;
  reason: string;
}

/** First row that fits counts. docs/warnings.md shows this table; a test keeps the two alike. */
export const severityTable: readonly Rule[] = [
  {
    reached: 'identifiers',
    to: 'wire',
    severity: 'high',
    reason: 'Anyone between the person and the server reads who talks in which room, and need not ask anybody.',
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
  { reached: 'contact', severity: null, reason: 'Every site contacts other hosts; they are listed, not warned of.' },
];

/** Severity of `reached` × `to` × `law`; null: nothing to warn of. */
export function severityOf(reached: Reached, to: To, law: Law): Severity | null {
  const rule = severityTable.find(
    (row) => row.reached === reached && (row.to ?? to) === to && (row.law ?? law) === law,
  );
  return rule?.severity ?? null;
}
