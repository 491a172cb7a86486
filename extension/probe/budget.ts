/** How much may be told: some at once, then so much per second, and in all no more than `life`. */
export interface Limits {
  atOnce: Amount;
  perSecond: Amount;
  life: Amount;
}

export interface Amount {
  events: number;
  characters: number;
}

/** What is left of it. */
export class Budget {
  #events: number;
  #characters: number;
  #lifeEvents: number;
  #lifeCharacters: number;
  #at: number;

  constructor(
    private readonly limits: Limits,
    now: number,
  ) {
    this.#events = limits.atOnce.events;
    this.#characters = limits.atOnce.characters;
    this.#lifeEvents = limits.life.events;
    this.#lifeCharacters = limits.life.characters;
    this.#at = now;
  }

  /**
   * Takes one event out of the budget.
   * @param now milliseconds
   * @returns false where there is not enough left; then nothing is taken
   */
  take(characters: number, now: number): boolean {
    const { atOnce, perSecond } = this.limits;
    const seconds = Math.max(0, now - this.#at) / 1000;
    this.#at = now;
    this.#events = Math.min(atOnce.events, this.#events + seconds * perSecond.events);
    this.#characters = Math.min(atOnce.characters, this.#characters + seconds * perSecond.characters);
    if (this.#events < 1 || this.#characters < characters) return false;
    if (this.#lifeEvents < 1 || this.#lifeCharacters < characters) return false;
    this.#events--;
    this.#characters -= characters;
    this.#lifeEvents--;
    this.#lifeCharacters -= characters;
    return true;
  }
}
