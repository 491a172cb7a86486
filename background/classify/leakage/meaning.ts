import type { Catalogue } from '../../../catalogue/catalogue.ts';
import { normaliseKey } from '../../../catalogue/keys.ts';
import type { Confidence, IdentifierKind } from '../../../extension/model/vocabulary.ts';

export interface Meaning {
  kind: IdentifierKind;
  confidence: Exclude<Confidence, 'matched'>;
  /** `weak`: the name alone says little (`id`, `name`); it counts only together with a value that is known. */
  telling: 'strong' | 'weak';
}

/**
 * What a key says about its value; null where it says nothing.
 *
 * @param parent key of the object that holds it: `user` makes something of `id`
 */
export type MeaningOf = (key: string, inJwt: boolean, parent?: string) => Meaning | null;

/** Registered claims, RFC 7519 section 4.1 and OpenID Connect Core 1.0 section 5.1. */
const claims: Record<string, IdentifierKind> = {
  sub: 'user-id',
  name: 'display-name',
  nickname: 'display-name',
  preferredusername: 'display-name',
  email: 'email',
  phonenumber: 'phone',
};

const maxRemembered = 2000;

/** By key. */
type Answers = Map<string, Meaning | null>;

/** What was worked out for a catalogue's services: the same question gets the same answer, so this is no state. */
const answers = new WeakMap<Catalogue, Map<string | null, MeaningOf>>();

/**
 * The service's own keys come first (`named`: `cname` is the room at Agora), then the general table's telling ones
 * (`inferred`). Weak general names (`id`, `name`, `key`) say nothing by themselves.
 *
 * @param service id in the catalogue of the service that the request goes to, or null
 */
export function meaningsFor(catalogue: Catalogue | null, service: string | null): MeaningOf {
  if (!catalogue) return makeMeanings(null, service);
  const ofCatalogue = answers.get(catalogue) ?? new Map<string | null, MeaningOf>();
  answers.set(catalogue, ofCatalogue);
  const made = ofCatalogue.get(service) ?? makeMeanings(catalogue, service);
  ofCatalogue.set(service, made);
  return made;
}

function makeMeanings(catalogue: Catalogue | null, service: string | null): MeaningOf {
  const own = (service !== null && catalogue?.keys.services[service]) || {};
  const general = catalogue?.keys.general ?? {};
  const known = [new Map<string, Answers>(), new Map<string, Answers>()] as const;
  let remembered = 0;

  /** Null where the service says that it names nobody; undefined where nothing is known of it. */
  const named = (name: string, inJwt: boolean): Meaning | null | undefined => {
    const fact = Object.hasOwn(own, name) ? own[name] : undefined;
    // The service's own word holds, also where it says less than the same key says elsewhere.
    if (fact?.kind === null) return null;
    if (fact?.telling === 'strong') return { kind: fact.kind, confidence: 'named', telling: 'strong' };
    const claim = inJwt && Object.hasOwn(claims, name) ? claims[name] : undefined;
    if (claim) return { kind: claim, confidence: 'inferred', telling: 'strong' };
    if (fact) return { kind: fact.kind, confidence: 'inferred', telling: 'weak' };
    const common = Object.hasOwn(general, name) ? general[name] : undefined;
    return common && common.kind !== null
      ? { kind: common.kind, confidence: 'inferred', telling: common.telling }
      : undefined;
  };

  return (key, inJwt, parent) => {
    const byParent = known[inJwt ? 1 : 0];
    let answers = byParent.get(parent ?? '');
    const before = answers?.get(key);
    if (before !== undefined) return before;
    const name = normaliseKey(key);
    const alone = named(name, inJwt);
    let meaning = alone ?? null;
    if (parent !== undefined && alone !== null && alone?.telling !== 'strong') {
      const together = named(normaliseKey(parent) + name, inJwt);
      if (together?.telling === 'strong') meaning = together;
    }
    // The page chooses the keys, so there can be any number of them.
    if (++remembered > maxRemembered) {
      for (const map of known) map.clear();
      remembered = 0;
      answers = undefined;
    }
    if (!answers) {
      answers = new Map();
      byParent.set(parent ?? '', answers);
    }
    answers.set(key, meaning);
    return meaning;
  };
}
