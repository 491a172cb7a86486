import type { Particulars } from '../../../extension/model/history.ts';
import type { Visit } from '../../../extension/model/visit.ts';

/**
 * Characters a second that a visit's particulars may cost while nothing but numbers grows in them. In a call they grow
 * every two seconds, and are written whole: with twenty people that was 250 MB in an hour.
 */
const rate = 1000;

/** Particulars of a visit as they were written, or are to be. */
export interface Written {
  text: string;
  /** The same without its numbers: what else changes is written at once. */
  form: string;
  /** Milliseconds on a clock that nobody can set back. */
  at: number;
}

/** When the particulars of which visit are to be written again. */
export class Pace {
  readonly #written = new WeakMap<Visit, Written>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** @returns null where there is nothing to write yet; else tell `note` once it is written */
  due(visit: Visit, particulars: Particulars): Written | null {
    const written = this.#written.get(visit);
    const next: Written = { text: JSON.stringify(particulars), form: formOf(particulars), at: this.now() };
    if (!written || written.form !== next.form) return next;
    if (written.text === next.text) return null;
    const waits = visit.endedAt === null && next.at - written.at < (next.text.length / rate) * 1000;
    return waits ? null : next;
  }

  note(visit: Visit, written: Written): void {
    this.#written.set(visit, written);
  }

  /** All of it is to be written again. */
  forget(visit: Visit): void {
    this.#written.delete(visit);
  }
}

const formOf = (particulars: Particulars) =>
  JSON.stringify(particulars, (_, value: unknown) => (typeof value === 'number' ? 0 : value));
