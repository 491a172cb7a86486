import type { Phrase, PhraseValue } from '../../extension/model/phrase.ts';
import type { Warning } from '../../extension/model/report.ts';
import type { Severity } from '../../extension/model/vocabulary.ts';

/** Warnings that differ only in whom they are about, said in one line. */
export interface WarningGroup {
  /** Tells it from the others. */
  id: string;
  severity: Severity;
  title: Phrase;
  warnings: Warning[];
}

/** What a rule says of many; of each other rule, every warning is a line of its own. */
const ofMany: Record<string, string> = {
  contact: 'warnContactMany',
  'stun-to-third-party': 'warnStunMany',
  'identifiers-to-company': 'warnIdentifiersMany',
};

/** As many are a line each. */
const fewEnough = 2;

/**
 * The lines in which warnings are shown: ten companies of which the same is to be said are one line. In the order given;
 * a group stands where its first warning stood. Pure.
 */
export function groupWarnings(warnings: readonly Warning[]): (Warning | WarningGroup)[] {
  const alike = new Map<string, Warning[]>();
  for (const warning of warnings) alike.set(idOf(warning), [...(alike.get(idOf(warning)) ?? []), warning]);
  return [...alike].flatMap(([id, same]): (Warning | WarningGroup)[] => {
    const [first] = same;
    const key = first && ofMany[first.rule];
    if (!first || !key || same.length <= fewEnough) return same;
    const title: Phrase = { key, values: [same.length, ...saidBesideName(first)], count: same.length };
    return [{ id, severity: first.severity, title, warnings: same }];
  });
}

export const isGroup = (line: Warning | WarningGroup): line is WarningGroup => 'warnings' in line;

/** The same for those that can be one line: rule, severity and all that the title says beside the name. */
function idOf(warning: Warning): string {
  const { rule, severity, party } = warning;
  return JSON.stringify(rule in ofMany ? [rule, severity, saidBesideName(warning)] : [rule, severity, party]);
}

const saidBesideName = ({ title }: Warning): PhraseValue[] => title.values?.slice(1) ?? [];
