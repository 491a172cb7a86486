import { bounds } from '../model/probe-bounds.ts';
import { Budget, type Limits } from './budget.ts';

/**
 * What the relay has been told and not yet passed on: batches of events within a budget; what does not fit is counted.
 *
 * The relay does not trust the channel: whatever comes through it is cut to this size here. That each event is what it
 * claims to be is left to the schema in the background (observe/relay.ts), which has to check it anyway, because this
 * script stands in every frame of every page and brings no library.
 */
export const limits: Limits = {
  atOnce: { events: 1000, characters: 4 << 20 },
  perSecond: { events: 60, characters: 1 << 17 },
  life: { events: 20_000, characters: 32 << 20 },
};
/** What tells of all that came before has a budget of its own, which lasts as long as the frame does. */
export const limitsOfTotals: Limits = {
  atOnce: { events: 1000, characters: 1 << 20 },
  perSecond: { events: 250, characters: 1 << 17 },
  life: { events: Number.POSITIVE_INFINITY, characters: Number.POSITIVE_INFINITY },
};
const totals = new Set(['data-traffic', 'socket-traffic', 'web-transport-traffic', 'stats', 'state', 'capture']);

/** Characters of one message of the probe: what it can have waiting, with room for JSON's own signs. */
const longestMessage = 8 << 20;
/** Milliseconds between two words of what was left out. */
const betweenSummaries = 1000;

export class Outbox {
  readonly #budget: Budget;
  readonly #budgetOfTotals: Budget;
  #waiting: unknown[] = [];
  #left = { events: 0, characters: 0 };
  #summarisedAt = Number.NEGATIVE_INFINITY;

  constructor(now: number) {
    this.#budget = new Budget(limits, now);
    this.#budgetOfTotals = new Budget(limitsOfTotals, now);
  }

  /**
   * @param message what came through the channel: a JSON list of events, if it is the probe's
   * @param now milliseconds since the Unix epoch
   */
  put(message: string, now: number): void {
    const events = message.length <= longestMessage ? listIn(message) : null;
    if (!events) {
      this.#leaveOut(1, message.length);
      return;
    }
    for (const event of events) {
      const size = sizeOf(event, 0);
      const what = whatOf(event);
      const budget = totals.has(what) ? this.#budgetOfTotals : this.#budget;
      if (what === 'summarised') this.#leaveOut(...countsOf(event));
      else if (budget.take(size, now)) this.#waiting.push(event);
      else this.#leaveOut(1, size);
    }
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0 && this.#left.events === 0;
  }

  /** Everything that waits, in batches, and what was left out, at most once a second unless it is the `last` word. */
  take(now: number, last = false): unknown[][] {
    if (this.#left.events > 0 && (last || now - this.#summarisedAt >= betweenSummaries)) {
      this.#summarisedAt = now;
      this.#waiting.push({ what: 'summarised', at: now, events: this.#left.events, bytes: this.#left.characters });
      this.#left = { events: 0, characters: 0 };
    }
    const batches: unknown[][] = [];
    for (let from = 0; from < this.#waiting.length; from += bounds.batch) {
      batches.push(this.#waiting.slice(from, from + bounds.batch));
    }
    this.#waiting = [];
    return batches;
  }

  #leaveOut(events: number, characters: number): void {
    this.#left.events = Math.min(Number.MAX_SAFE_INTEGER, this.#left.events + events);
    this.#left.characters = Math.min(Number.MAX_SAFE_INTEGER, this.#left.characters + characters);
  }
}

function listIn(message: string): unknown[] | null {
  try {
    const read: unknown = JSON.parse(message);
    return Array.isArray(read) ? read : null;
  } catch {
    return null;
  }
}

const whatOf = (event: unknown): string => {
  const what = typeof event === 'object' && event !== null ? Reflect.get(event, 'what') : null;
  return typeof what === 'string' ? what : '';
};

function countsOf(event: unknown): [number, number] {
  const count = (name: string) => {
    const value: unknown = Reflect.get(event as object, name);
    return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : 0;
  };
  return [count('events'), count('bytes')];
}

/** Deeper than any event is. */
const deepest = 8;

/** Characters of an event, about. */
function sizeOf(value: unknown, depth: number): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 8;
  if (depth > deepest) return Number.POSITIVE_INFINITY;
  let size = 0;
  for (const [name, inner] of Object.entries(value)) size += name.length + sizeOf(inner, depth + 1);
  return size;
}
