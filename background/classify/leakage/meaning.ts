import type { Catalogue } from '../../../catalogue/catalogue.ts';
import { normaliseKey } from '../../../catalogue/keys.ts';
import type { Confidence, IdentifierKind } from '../../../extension/model/vocabulary.ts';

export interface Meaning {
  kind: IdentifierKind;
  confidence: Exclude<Confidence, 'matched'>;
}

/** What a key says about its value; null where it says nothing reliable. */
export type MeaningOf = (key: string, inJwt: boolean) => Meaning | null;

/** Registered claims, RFC 7519 section 4.1 and OpenID Connect Core 1.0 section 5.1. */
const claims: Record<string, IdentifierKind> = {
  sub: 'user-id',
  name: 'display-name',
  nickname: 'display-name',
  preferredusername: 'display-name',
  email: 'email',
  phonenumber: 'phone',
};

/**
 * The service's own keys come first (`named`: `cname` is the room at Agora), then the general table's telling ones
 * (`inferred`). Weak general names (`id`, `name`, `key`) say nothing by themselves.
 *
 * @param service id in the catalogue of the service that the request goes to, or null
 */
export function meaningsFor(catalogue: Catalogue | null, service: string | null): MeaningOf {
  const own = (service !== null && catalogue?.keys.services[service]) || {};
  const general = catalogue?.keys.general ?? {};
  return (key, inJwt) => {
    const name = normaliseKey(key);
    const fact = Object.hasOwn(own, name) ? own[name] : undefined;
    if (fact?.telling === 'strong') return { kind: fact.kind, confidence: 'named' };
    const claim = inJwt && Object.hasOwn(claims, name) ? claims[name] : undefined;
    if (claim) return { kind: claim, confidence: 'inferred' };
    const common = Object.hasOwn(general, name) ? general[name] : undefined;
    return common?.telling === 'strong' ? { kind: common.kind, confidence: 'inferred' } : null;
  };
}
