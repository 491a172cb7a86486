/**
 * A sentence that can be said in any language: the key of a message in `_locales` and its values in order.
 * With `count`, the message is chosen by plural category (`key_one`, `key_other` …).
 */
export interface Phrase {
  key: string;
  values?: PhraseValue[];
  count?: number;
}

/** Text as it is, a number, or something that each language names for itself. */
export type PhraseValue =
  | string
  | number
  /** `inSentence`: as it stands after a preposition, where the language knows a difference: “the United States”. */
  | { country: string; inSentence?: true }
  | { seconds: number }
  | { message: string; values?: PhraseValue[] }
  | { list: PhraseValue[] };
