import * as v from 'valibot';
import {
  checkIdentity,
  type DeclarableKind,
  declarableKinds,
  type IdentityProblem,
  maxIdentities,
  type SealedIdentity,
  type ShownIdentity,
} from '../../extension/model/identities.ts';
import type { Settings } from '../../extension/model/settings.ts';
import { type Identity, isWeak, mask } from '../classify/leakage/identity.ts';
import { seal, unseal } from './seal.ts';

/** What the entries need of the browser. */
export interface Places {
  /** Null where there is none and none is to be made. @throws where the browser's store cannot be used */
  key(make: boolean): Promise<CryptoKey | null>;
  /** @throws where the browser refuses to store it */
  change(change: (settings: Settings) => Settings): Promise<Settings>;
  /** `declared` is another from now on. */
  changed(): void;
}

interface Declared extends Identity {
  kind: DeclarableKind;
  basis: 'declared';
}

/** `identity` is null where it cannot be read: then it can only be removed. */
interface Entry {
  id: string;
  identity: Declared | null;
}

const content = v.object({ kind: v.picklist(declarableKinds), value: v.pipe(v.string(), v.minLength(1)) });

/**
 * What the person has declared of themselves. Readable in memory only, for as long as the background lives; on disk each
 * is sealed on its own (invariant 3). A removed entry is gone from both before `remove` answers.
 */
export class Identities {
  #entries: Entry[] = [];
  #declared: readonly Identity[] = [];
  #turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly places: Places) {}

  /** Reads what is stored. Never rejects: what cannot be read stays in the list, and says so. */
  async load(sealed: readonly SealedIdentity[]): Promise<void> {
    // Without entries the store of keys is not opened: most people have none, and the background starts often.
    const key = sealed.length === 0 ? null : await this.places.key(false).catch(() => null);
    this.#take(await Promise.all(sealed.map(async (one) => ({ id: one.id, identity: await opened(key, one) }))));
  }

  /** What is to be looked for. The same array until an entry is added or removed. */
  get declared(): readonly Identity[] {
    return this.#declared;
  }

  /** Entries that cannot be read, and are therefore not looked for. */
  get unreadable(): number {
    return this.#entries.filter(({ identity }) => identity === null).length;
  }

  /** What pages are shown, in the order in which it was added; with every change in it that was asked for before. */
  async shown(): Promise<ShownIdentity[]> {
    await this.#turn;
    return this.#entries.map(({ id, identity }) =>
      identity === null
        ? { id, kind: null, masked: '', weak: false }
        : {
            id,
            kind: identity.kind,
            masked: mask(identity.kind, identity.value),
            weak: isWeak(identity.value),
          },
    );
  }

  /** @returns why it was not added, or null */
  add(kind: DeclarableKind, typed: string): Promise<IdentityProblem | null> {
    return this.#inTurn(async () => {
      const checked = checkIdentity(kind, typed);
      if ('problem' in checked) return checked.problem;
      const { value } = checked;
      const same = ({ identity }: Entry) => identity?.kind === kind && folded(identity.value) === folded(value);
      if (this.#entries.some(same)) return 'twice';
      if (this.#entries.length >= maxIdentities) return 'too-many';
      const id = crypto.randomUUID();
      const key = await this.places.key(true);
      if (key === null) return 'not-kept';
      const sealed = await seal(key, nameOf(id), { kind, value });
      await this.places.change((settings) => ({ ...settings, identities: [...settings.identities, { id, sealed }] }));
      this.#take([...this.#entries, { id, identity: { kind, value, basis: 'declared' } }]);
      this.places.changed();
      return null;
    });
  }

  /** @returns why it was not removed, or null; also where there was none */
  remove(id: string): Promise<IdentityProblem | null> {
    return this.#inTurn(async () => {
      const others = (one: { id: string }) => one.id !== id;
      await this.places.change((settings) => ({ ...settings, identities: settings.identities.filter(others) }));
      this.#take(this.#entries.filter(others));
      this.places.changed();
      return null;
    });
  }

  #take(entries: Entry[]): void {
    this.#entries = entries;
    this.#declared = entries.flatMap(({ identity }) => identity ?? []);
  }

  /** One after the other: two that are added at once must not be the same, nor one too many. */
  #inTurn(step: () => Promise<IdentityProblem | null>): Promise<IdentityProblem | null> {
    const done = this.#turn.then(step).catch((): IdentityProblem => 'not-kept');
    this.#turn = done;
    return done;
  }
}

const nameOf = (id: string) => `identity ${id}`;
const folded = (value: string) => value.normalize('NFKC').toLowerCase();

async function opened(key: CryptoKey | null, { id, sealed }: SealedIdentity): Promise<Declared | null> {
  if (key === null) return null;
  try {
    return { ...v.parse(content, await unseal(key, nameOf(id), sealed)), basis: 'declared' };
  } catch {
    return null;
  }
}
