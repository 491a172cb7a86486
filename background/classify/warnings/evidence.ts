import type { Phrase } from '../../../extension/model/phrase.ts';
import type { Destination, Evidence, Finding } from '../../../extension/model/report.ts';

/** Where an identifier was found: a destination, or what people in the call were handed. */
export type Place = Pick<Destination, 'host' | 'schemes' | 'findings'>;

/** `user-id` → the message `kindUserId`. */
const kindName = ({ kind }: Finding) => ({
  message: `kind-${kind}`.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
});

/** Kinds in the order in which they first occur, each once, as values of a phrase. */
export function kindsOf(evidence: readonly Evidence[]): { list: { message: string }[] } {
  const names = new Map(evidence.map(({ finding }) => [finding.kind, kindName(finding)]));
  return { list: [...names.values()] };
}

/**
 * Every contact tells an address; only what goes beyond it is an identifier that was given away. A value whose meaning
 * was not established is listed with its destination, and nobody is warned of it.
 */
export function evidenceOf(places: readonly Place[], counts: (finding: Finding) => boolean): Evidence[] {
  return places.flatMap(({ host, schemes, findings }) =>
    findings
      .filter((finding) => finding.kind !== 'ip-address' && finding.kind !== 'unknown' && counts(finding))
      .map((finding) => ({ host, scheme: schemeOf(finding, schemes), finding })),
  );
}

/** By which of a host's schemes a finding went there. */
function schemeOf({ place, onTheWire }: Finding, schemes: readonly string[]): string {
  if (place === 'sdp') return onTheWire ? 'stun' : 'srtp';
  if (place === 'data-channel') return 'dtls';
  const fits = schemes.filter((scheme) => iceScheme(scheme) === (place === 'turn'));
  return fits.find((scheme) => cleartextScheme(scheme) === onTheWire) ?? fits[0] ?? schemes[0] ?? '';
}

const cleartextSchemes: ReadonlySet<string> = new Set(['http', 'ws', 'ftp', 'turn', 'stun']);
const cleartextScheme = (scheme: string) => cleartextSchemes.has(scheme);
export const iceScheme = (scheme: string) => /^(?:turn|stun)s?$/.test(scheme);

export const total = (evidence: Evidence[]) => evidence.reduce((most, { finding }) => Math.max(most, finding.count), 0);

export function basisOf(evidence: Evidence[]): Phrase[] {
  const ways = new Set(
    evidence.map(({ finding: { basis, confidence } }) => (basis === 'declared' ? basis : confidence)),
  );
  return [...ways].map((way) => ({
    key: `basis-${way}`.replace(/-(\w)/, (_, letter: string) => letter.toUpperCase()),
  }));
}

export function clearBasis(evidence: readonly Evidence[]): Phrase[] {
  const keys = evidence.map(({ scheme, finding }) =>
    finding.place === 'turn' ? 'basisTurnName' : iceScheme(scheme) ? 'basisIceCheck' : 'basisScheme',
  );
  return [...new Set(keys)].map((key) => ({ key }));
}
