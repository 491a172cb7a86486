import type { Phrase, PhraseValue } from '../../extension/model/phrase.ts';
import type { Law } from '../../extension/model/report.ts';

/** How a law is named wherever it is, so that nobody takes it for more than it is. */
export function lawName({ name, inForce, binds }: Pick<Law, 'name' | 'inForce' | 'binds'>): Phrase {
  const marks: PhraseValue[] = [];
  if (inForce === 'partly') marks.push({ message: 'lawPartlyInForce' });
  if (binds === 'carriers') marks.push({ message: 'lawBindsCarriers' });
  return marks.length === 0
    ? { key: 'justText', values: [name] }
    : { key: 'lawNameMarked', values: [name, { list: marks }] };
}

const certaintyKeys = {
  high: null,
  medium: 'certaintyMedium',
  low: 'certaintyLow',
  unknown: 'certaintyUnknown',
} as const;

/** Depths of check at which nobody read what the law says, not even in a summary, for this edition of the catalogue. */
const unconfirmed = new Set(['none', 'existence', 'earlier-pass']);

/**
 * What is not certain of a law itself, which is another thing than how sure it is that it reaches somebody; null where
 * nothing is in doubt.
 */
export function lawDoubt({ certainty, checked }: Pick<Law, 'certainty' | 'checked'>): Phrase | null {
  const key = certaintyKeys[certainty];
  const doubts: PhraseValue[] = [];
  if (key !== null) doubts.push({ message: key });
  if (unconfirmed.has(checked.depth)) doubts.push({ message: 'lawUnconfirmed' });
  return doubts.length === 0 ? null : { key: 'lawItself', values: [{ list: doubts }] };
}

/** What weighs most stands first. An answer without a key here says nothing worth a word. */
const propertyKeys: Record<string, Record<string, string>> = {
  anyAssistance: { yes: 'lawAnyAssistance' },
  secrecy: { yes: 'lawInSecret', partly: 'lawPartlyInSecret' },
  priorJudge: { no: 'lawNoPriorJudge', partly: 'lawJudgeInPart', yes: 'lawPriorJudge' },
  directAccess: { yes: 'lawDirectAccess' },
  reachesAbroad: { yes: 'lawReachesAbroad', partly: 'lawReachesAbroadInPart' },
  decryptionOrCapability: { yes: 'lawDecryption', partly: 'lawDecryptionInPart' },
  dataRetention: { yes: 'lawRetention', partly: 'lawRetentionInPart' },
  localisation: { yes: 'lawLocalisation', partly: 'lawLocalisationInPart' },
};

/** The properties of a law as keys of messages, heaviest first: *any assistance*, *in secret*, *no prior judge*. */
export function lawPropertyKeys(properties: Law['properties']): string[] {
  return Object.entries(propertyKeys).flatMap(([property, keys]) => keys[properties[property] ?? ''] ?? []);
}
