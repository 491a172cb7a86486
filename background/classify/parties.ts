import type { Catalogue } from '../../catalogue/catalogue.ts';
import type { Phrase } from '../../extension/model/phrase.ts';
import type { Destination, Finding, Learnt, Party } from '../../extension/model/report.ts';
import type { Relation } from '../../extension/model/vocabulary.ts';
import { lookUp } from './destination.ts';
import { wire } from './party-ids.ts';
import { partyNameOf } from './party-name.ts';
import type { Hearers } from './voice/hearers.ts';
import type { Voice } from './voice/index.ts';

const forms: Learnt[] = ['hashed', 'encoded', 'plain', 'on-the-wire'];
const relations: Relation[] = ['third-party', 'works-for-site', 'first-party'];

/**
 * The companies behind the destinations, and "your network" where anything left unencrypted: who is within earshot, and
 * what each of them learns. A destination without a known operator is a party of its own; one that nothing reached has
 * learnt nothing.
 *
 * @param talking whether anything suggests that voice leaves the page
 * @param voice what the voice path says; where all voice was seen to go to others, who was merely contacted does not hear
 */
export function partiesOf(
  destinations: readonly Destination[],
  talking: boolean,
  catalogue: Catalogue | null,
  { hearers, told }: Pick<Voice, 'hearers' | 'told'> = { hearers: nobodyHears, told: [] },
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
    if (talking) suspect(party, destination, catalogue, hearers);
    if (!destination.reached) continue;
    party.address = true;
    for (const finding of destination.findings) learn(party, finding, formOf(finding));
  }
  const reached = destinations.filter((destination) => destination.reached);
  const clear = [...reached.flatMap(({ findings }) => findings), ...told].filter(({ onTheWire }) => onTheWire);
  if (clear.length > 0 || hearers.parties.has(wire)) {
    const network: Party = { ...nobody, id: wire, name: '', relation: 'wire', address: true, learns: {}, hosts: [] };
    for (const finding of clear) learn(network, finding, 'on-the-wire');
    parties.set(wire, network);
  }
  for (const party of parties.values()) {
    Object.assign(party, hearers.parties.get(party.id));
    party.ring = ringOf(party);
  }
  return [...parties.values()];
}

const nobodyHears: Hearers = { parties: new Map(), talks: false, settled: false, unknownServer: null };

/** What the company that a destination belongs to suggests of the voice, where the way of the voice itself does not tell. */
function suspect(party: Party, destination: Destination, catalogue: Catalogue | null, hearers: Hearers): void {
  const carries = carrierOf(destination, catalogue) !== null;
  if (hearers.settled) {
    if (carries || destination.relation === 'first-party') party.voiceBasis = { key: 'voiceElsewhereBasis' };
  } else if (carries) {
    const { unknownServer } = hearers;
    party.voice = 'likely';
    party.voiceBasis =
      unknownServer === null
        ? voiceBasisOf(destination, party.name, catalogue)
        : { key: 'voiceUnknownServerBasis', values: [party.name, unknownServer] };
  } else if (destination.relation === 'first-party' && party.voice === 'no') {
    party.voice = 'unknown';
    party.voiceBasis = { key: 'voiceUnknownBasis' };
  }
}

/**
 * A provider's hosts that do not hear: a page can talk to these while somebody else carries its voice, and a relay passes
 * on what it cannot decrypt (RFC 8656 carries DTLS-SRTP as it is).
 */
const bystanders = new Set([
  'SDK files',
  'STUN',
  'TURN',
  'configuration',
  'log token',
  'logs',
  'performance monitoring',
  'quality reports',
  'relay',
  'relay sign-in',
  'statistics',
  'vendor web site',
]);

/** Whether contacting this host suggests that a provider carries the voice: it signals, looks up, relays or mixes. */
export function carriesVoice(catalogue: Catalogue | null, host: string): boolean {
  const known = catalogue && lookUp(catalogue, host);
  if (!known || introducers.has(known.serviceId)) return false;
  return known.service.kind === 'rtc-provider' && known.voice && !bystanders.has(known.role);
}

/** Kinds of requests by which a page is put together; webRequest's names and those of Resource Timing. */
export const onlyShown: ReadonlySet<string> = new Set(
  'script image imageset img stylesheet css link font media video audio navigation main_frame'.split(' '),
);

/** Services and stacks that only introduce people to one another: the voice goes from one to the other. */
const introducers = new Set(['peerjs']);

/**
 * Name of the provider, or of the self-hosted stack, that likely carries the voice of a page which is in touch with
 * this destination; null where nothing suggests it. A Matrix homeserver carries messages; voice goes elsewhere.
 */
export function carrierOf(
  { host, service, stack, types, reached }: Destination,
  catalogue: Catalogue | null,
): string | null {
  // A script or picture from a provider is its code or its badge, not yet a call.
  if (!reached || types.every((type) => onlyShown.has(type))) return null;
  if (service && carriesVoice(catalogue, host)) return service.name;
  return stack?.role === 'signalling' && !introducers.has(stack.id) ? stack.name : null;
}

function voiceBasisOf({ host, stack }: Destination, party: string, catalogue: Catalogue | null): Phrase {
  if (!stack || carriesVoice(catalogue, host)) return { key: 'voiceLikelyBasis', values: [party] };
  return { key: 'voiceStackBasis', values: [host, stack.name] };
}

function newParty(destination: Destination, catalogue: Catalogue | null): Party {
  const { party, operator, relation } = destination;
  const seats = operator ? [...operator.seats, ...(operator.parent?.seats ?? [])] : [];
  const countries = [...new Set(seats.map(({ country }) => country))];
  return {
    ...nobody,
    id: party,
    name: partyNameOf(destination, catalogue),
    relation,
    countries,
    learns: {},
    hosts: [],
  };
}

/** What is so of a party of which nothing has been seen. */
export const nobody: Omit<Party, 'id' | 'name' | 'relation'> = {
  ring: 'contacted',
  countries: [],
  voice: 'no',
  voiceBasis: { key: 'voiceNotSeenBasis' },
  learns: {},
  address: false,
  severity: 'info',
  hosts: [],
};

const hashes = /^(?:md5|sha|ripemd|murmur|crc|xxh)/;

export function formOf({ onTheWire, encoding }: Finding): Learnt {
  if (encoding.some((coat) => hashes.test(coat))) return 'hashed';
  if (onTheWire) return 'on-the-wire';
  return encoding.some((coat) => coat !== 'json' && coat !== 'percent') ? 'encoded' : 'plain';
}

export function learn(party: Party, { kind }: Finding, form: Learnt): void {
  const known = party.learns[kind];
  if (known === undefined || forms.indexOf(form) > forms.indexOf(known)) party.learns[kind] = form;
}

function ringOf({ voice, learns, relation }: Party): Party['ring'] {
  if (voice === 'yes' || voice === 'likely') return 'hears';
  const knows = Object.keys(learns).some((kind) => kind !== 'ip-address' && kind !== 'unknown');
  return knows || relation === 'first-party' ? 'knows' : 'contacted';
}
