class Bearer {
  constructor(bearer: object) {
    // biome-ignore lint/correctness/noConstructorReturn: this is what puts the private field on another's object
    return bearer;
  }
}

/** Notes of the probe on objects of the page. */
export interface Notes<Note> {
  of(bearer: object): Note | undefined;
  put(bearer: object, note: Note): void;
}

/**
 * Keeps a note on an object in a private field of it (ECMA-262, PrivateFieldAdd through a constructor that returns its
 * argument). The page can neither see nor reach it, no prototype is asked, and it is faster than a WeakMap.
 */
export function makeNotes<Note>(): Notes<Note> {
  class Bearing extends Bearer {
    #note: Note;

    constructor(bearer: object, note: Note) {
      super(bearer);
      this.#note = note;
    }

    static of(bearer: object): Note | undefined {
      return #note in bearer ? bearer.#note : undefined;
    }

    static put(bearer: object, note: Note): void {
      if (#note in bearer) bearer.#note = note;
      else new Bearing(bearer, note);
    }
  }
  return { of: Bearing.of, put: Bearing.put };
}
