import type { Catalogue } from '../../catalogue/catalogue.ts';
import type { Destination, Finding, Learnt, Party } from '../../extension/model/report.ts';
import type { Relation } from '../../extension/model/vocabulary.ts';
import { lookUp } from './destination.ts';

/** Party id of everyone who can read what leaves unencrypted. */
export const wire = 'wire';

const forms: Learnt[] = ['hashed', 'encoded', 'plain', 'on-the-wire'];
const relations: Relation[] = ['third-party', 'works-for-site', 'first-party'];

/**
 * The companies behind the destinations, and "your network" where anything left unencrypted: who is within earshot, and
 * what each of them learns. A destination without a known operator is a party of its own.
 *
 * @param talking whether anything suggests that voice leaves the page
 */
export function partiesOf(
  destinations: readonly Destination[],
  talking: boolean,
  catalogue: Catalogue | null,
): Party[] {
  const parties = new Map<string, Party>();
  for (const destination of destinations) {
    const known = parties.get(destination.party);
    const party = known ?? newParty(destination, catalogue);
    if (!known) parties.set(party.id, party);
    party.hosts.push(destination.host);
    if (relations.indexOf(destination.relation) > relations.indexOf(party.relation as Relation)) {
      party.relation = destination.relation;
    }
    if (talking && carriesVoice(catalogue, destination.host)) {
      party.voice = 'likely';
      party.voiceBasis = { key: 'voiceLikelyBasis', values: [party.name] };
    } else if (talking && destination.relation === 'first-party' && party.voice === 'no') {
      party.voice = 'unknown';
      party.voiceBasis = { key: 'voiceUnknownBasis' };
    }
    for (const finding of destination.findings) learn(party, finding, formOf(finding));
  }
  const clear = destinations.flatMap(({ findings }) => findings.filter(({ onTheWire }) => onTheWire));
  if (clear.length > 0) {
    const network = wireParty();
    for (const finding of clear) learn(network, finding, 'on-the-wire');
    parties.set(wire, network);
  }
  for (const party of parties.values()) party.ring = ringOf(party);
  return [...parties.values()];
}

/** Id of the party that a destination belongs to. */
export function partyIdOf(operatorId: string | null, registrableDomain: string | null, host: string): string {
  return operatorId ?? registrableDomain ?? host;
}

/** A provider's hosts that look on: a page can talk to these while somebody else carries its voice. */
const bystanders = new Set([
  'SDK files',
  'STUN',
  'configuration',
  'log token',
  'logs',
  'performance monitoring',
  'quality reports',
  'statistics',
  'vendor web site',
]);

/** Whether contacting this host suggests that a provider carries the voice: it signals, looks up, relays or mixes. */
export function carriesVoice(catalogue: Catalogue | null, host: string): boolean {
  const known = catalogue && lookUp(catalogue, host);
  return known?.service.kind === 'rtc-provider' && known.voice && !bystanders.has(known.role);
}

function newParty(
  { party, operator, service, registrableDomain, host, relation }: Destination,
  catalogue: Catalogue | null,
): Party {
  const seats = operator ? [...operator.seats, ...(operator.parent?.seats ?? [])] : [];
  const provider = service && catalogue?.services[service.id]?.kind !== 'third-party' ? service.name : null;
  return {
    id: party,
    name: provider ?? operator?.name ?? registrableDomain ?? host,
    relation,
    ring: 'contacted',
    countries: [...new Set(seats.map(({ country }) => country))],
    voice: 'no',
    voiceBasis: { key: 'voiceNotSeenBasis' },
    learns: {},
    address: true,
    severity: 'info',
    hosts: [],
  };
}

function wireParty(): Party {
  return {
    id: wire,
    name: '',
    relation: 'wire',
    ring: 'knows',
    countries: [],
    voice: 'no',
    voiceBasis: { key: 'voiceNotSeenBasis' },
    learns: {},
    address: true,
    severity: 'info',
    hosts: [],
  };
}

const hashes = /^(?:md5|sha|ripemd|murmur|crc|xxh)/;

function formOf({ onTheWire, encoding }: Finding): Learnt {
  if (encoding.some((coat) => hashes.test(coat))) return 'hashed';
  if (onTheWire) return 'on-the-wire';
  return encoding.some((coat) => coat !== 'json' && coat !== 'percent') ? 'encoded' : 'plain';
}

function learn(party: Party, { kind }: Finding, form: Learnt): void {
  const known = party.learns[kind];
  if (known === undefined || forms.indexOf(form) > forms.indexOf(known)) party.learns[kind] = form;
}

function ringOf({ voice, learns, relation }: Party): Party['ring'] {
  if (voice === 'yes' || voice === 'likely') return 'hears';
  const knows = Object.keys(learns).some((kind) => kind !== 'ip-address');
  return knows || relation === 'first-party' ? 'knows' : 'contacted';
}
