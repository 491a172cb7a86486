import type { Party } from '../../model/report.ts';
import type { IdentifierKind } from '../../model/vocabulary.ts';
import { identifierKinds } from '../../model/vocabulary.ts';
import { kindKeys } from '../terms.ts';
import { countryName, listOf, text } from '../words.ts';

export function partyName(party: Party): string {
  if (party.relation === 'wire') return text('partyWire');
  if (party.relation !== 'peers') return party.name;
  const { people = null } = party;
  return people === null ? text('partyPeersSome') : text('partyPeers', [people], people);
}

export function learntKinds(party: Party): IdentifierKind[] {
  return identifierKinds.filter((kind) => party.learns[kind] !== undefined);
}

/** What a party is and does, in short clauses: the countries, the voice, what it learns, the address. */
export function explain(party: Party): string[] {
  const clauses: string[] = [];
  if (party.countries.length > 0) clauses.push(listOf(party.countries.map(countryName)));
  if (party.voice === 'yes') clauses.push(text('explainHears'));
  if (party.voice === 'likely') clauses.push(text('explainHearsLikely'));
  const kinds = learntKinds(party);
  const open = kinds.some((kind) => party.learns[kind] === 'on-the-wire');
  if (kinds.length > 0) {
    const list = { list: kinds.map((kind) => ({ message: kindKeys[kind] })) };
    clauses.push(text(open ? 'explainLearnsOpen' : 'explainLearns', [list]));
  } else if (party.ring === 'contacted') {
    clauses.push(text('explainContacted'));
  }
  if (party.address) clauses.push(text('explainAddress'));
  return clauses;
}
