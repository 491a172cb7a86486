import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Observation } from '../extension/model/observation.ts';
import { type Classified, classifyObservation } from './classify/index.ts';
import { compileIdentities, type IdentitySet, type WorkedOut } from './classify/leakage/identities.ts';
import type { Identity } from './classify/leakage/identity.ts';
import type { OpenVisit } from './remember/visits.ts';

/** Notes of values that may turn out to be identifiers, for one visit. */
const maxNotes = 5000;

/** Under what everything is classified. */
export interface Circumstances {
  catalogue: Catalogue | null;
  secret: Uint8Array;
  /** What the person has declared, as it is now. The same array as before where nothing has changed. */
  declared(): readonly Identity[];
}

/** Classifies what a visit sent, by what is looked for in it. */
export class LookFor {
  /** What the detector made ready or noted for a visit. Lost with the worker, and then made anew. */
  readonly #ready = new WeakMap<OpenVisit, { identities: IdentitySet; notes: Set<string> }>();
  /** What an earlier life of the background had worked out for a visit that is yet to be made ready. */
  readonly #done = new WeakMap<OpenVisit, WorkedOut>();
  /** What the person has declared, made ready once for all visits: that is the dear part of it. */
  #declared: IdentitySet | undefined;
  #marked = false;

  constructor(private readonly under: Circumstances) {}

  /** @param done what an earlier life of the background had worked out for the visit */
  resume(open: OpenVisit, done: WorkedOut): void {
    this.#done.set(open, done);
  }

  /** What is looked for in a visit, once it was made ready. */
  identitiesOf(open: OpenVisit): IdentitySet | undefined {
    return this.#ready.get(open)?.identities;
  }

  classify(open: OpenVisit, observation: Observation): Classified {
    const { catalogue, secret } = this.under;
    const ready = this.#ready.get(open);
    const classified = classifyObservation(observation, {
      catalogue,
      secret,
      site: open.visit.site,
      known: this.#lookedFor(open),
      identities: ready?.identities ?? this.#takeUp(open),
      noted: ready?.notes ?? new Set(),
    });
    this.#keepReady(open, classified);
    this.#markFirst();
    return classified;
  }

  /** The person has declared something, or taken it back. */
  declaredAnew(visits: Iterable<OpenVisit>): void {
    for (const open of visits) {
      const ready = this.#ready.get(open);
      if (ready) ready.identities = compileIdentities(this.#lookedFor(open), ready.identities);
    }
    // Without an open visit nothing may be left of what was taken back.
    this.#declared = this.#declared && compileIdentities(this.under.declared(), this.#declared);
  }

  /**
   * What is looked for in a visit: what the person has declared, as it is at this moment, and what the visit has shown.
   * What is both is the person's own.
   */
  #lookedFor({ known }: OpenVisit): readonly Identity[] {
    const declared = this.under.declared();
    if (declared.length === 0 && this.#declared === undefined) return known;
    this.#declared = compileIdentities(declared, this.#declared);
    const isDeclared = ({ kind, value }: Identity) =>
      declared.some((one) => one.kind === kind && one.value.toLowerCase() === value.toLowerCase());
    return [...declared, ...known.filter((learned) => !isDeclared(learned))];
  }

  /** What was made ready before the background died, or what is for all visits. */
  #takeUp(open: OpenVisit): IdentitySet | undefined {
    const done = this.#done.get(open);
    this.#done.delete(open);
    return done ? compileIdentities(this.#lookedFor(open), this.#declared, done) : this.#declared;
  }

  #keepReady(open: OpenVisit, { identities, notes: fresh }: Classified): void {
    const notes = this.#ready.get(open)?.notes ?? new Set();
    for (const note of fresh) if (notes.size < maxNotes) notes.add(note);
    this.#ready.set(open, { identities, notes });
  }

  /** For `npm run bench`: when this worker had classified its first observation. */
  #markFirst(): void {
    if (this.#marked) return;
    this.#marked = true;
    performance.mark('earshot:first-classified');
  }
}
