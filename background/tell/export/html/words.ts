import type { PhraseValue } from '../../../../extension/model/phrase.ts';
import type { Country, Time } from '../../../../extension/model/vocabulary.ts';
import { isolated, type Say } from '../../say.ts';

/** In which language a report is written: a BCP 47 tag, its direction, and the extension's messages. */
export interface Language {
  tag: string;
  direction: 'ltr' | 'rtl';
  say: Say;
}

/** The words of one report. Times are UTC: a person's own time zone would tell where they are. */
export class Words {
  readonly say: Say;
  readonly #times: Intl.DateTimeFormat;
  readonly #days: Intl.DateTimeFormat;
  readonly #clock: Intl.DateTimeFormat;
  readonly #sizes: Record<'kilobyte' | 'megabyte', Intl.NumberFormat>;
  readonly #rightToLeft: boolean;

  constructor({ tag, direction, say }: Language) {
    this.say = say;
    this.#rightToLeft = direction === 'rtl';
    const clock = { timeStyle: 'medium', hourCycle: 'h23', timeZone: 'UTC' } as const;
    this.#clock = new Intl.DateTimeFormat(tag, clock);
    this.#times = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', ...clock });
    this.#days = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeZone: 'UTC' });
    const size = (unit: string) =>
      new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 });
    this.#sizes = { kilobyte: size('kilobyte'), megabyte: size('megabyte') };
  }

  text(key: string, values: PhraseValue[] = [], count?: number): string {
    return this.say(count === undefined ? { key, values } : { key, values, count });
  }

  /** The word for a value of the vocabulary: message keys are written `kindUserId`, values `user-id`. */
  word(family: string, value: string): string {
    return this.text(`${family}-${value}`.replace(/[-.](\w)/g, (_, letter: string) => letter.toUpperCase()));
  }

  /** `China (CN)`: who reads it may have to look the code up. */
  country(code: Country): string {
    return this.text('countryWithCode', [{ country: code }, code]);
  }

  countries(codes: readonly Country[]): string {
    return this.list(codes.map((code) => this.country(code)));
  }

  list(values: readonly string[]): string {
    return this.text('justText', [{ list: [...values] }]);
  }

  /** Clauses side by side, of which some may be written in another direction. */
  sideBySide(clauses: readonly string[]): string {
    return (this.#rightToLeft ? clauses.map(isolated) : clauses).join(' · ');
  }

  time(time: Time): string {
    return this.#times.format(time);
  }

  /** From when to when; the day once where it is the same. */
  span(from: Time, to: Time): string {
    const [begin, whole] = [this.time(from), this.time(to)];
    if (begin === whole) return begin;
    const sameDay = this.#days.format(from) === this.#days.format(to);
    return this.text('fromTo', [begin, sameDay ? this.#clock.format(to) : whole]);
  }

  /** In steps of 1000, as the extension's pages write them. */
  bytes(count: number): string {
    return count < 1_000_000
      ? this.#sizes.kilobyte.format(count / 1000)
      : this.#sizes.megabyte.format(count / 1_000_000);
  }

  /** How sure a fact is, in words of its own for what is beyond doubt for the trade and was not read again. */
  sureness({ certainty, wellKnown }: { certainty: string; wellKnown?: true }): string {
    return wellKnown ? this.text('certaintyWellKnown') : this.word('certainty', certainty);
  }
}
