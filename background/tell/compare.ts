import type { FiredWarning } from '../../extension/model/history.ts';
import type { Phrase, PhraseValue } from '../../extension/model/phrase.ts';
import type { Learnt, Party, SiteReport, Warning } from '../../extension/model/report.ts';
import type { Visit } from '../../extension/model/visit.ts';
import {
  type Country,
  type IdentifierKind,
  identifierKinds,
  type Place,
  type Severity,
  severities,
} from '../../extension/model/vocabulary.ts';
import { peers, wire } from '../classify/party-ids.ts';
import { handedToPeers } from '../classify/peers.ts';

/**
 * What is new and what is gone from an earlier visit to a later one. Both are concluded under the same facts and the
 * same concern, so that a difference is one between the visits. Values are not compared: a room has another id each
 * time, and its digest says nothing of who learns it.
 */
export interface Comparison {
  /** Those of which something differs, the gravest first. */
  parties: PartyChange[];
  warnings: WarningChange[];
  jurisdictions: Difference<Country>;
  /** What differs of the voice; null where nothing does. */
  route: Change<SiteReport['voice']['route']> | null;
  encryption: Change<SiteReport['voice']['encryption']> | null;
  severity: Change<Severity> | null;
}

export interface Difference<T> {
  gained: T[];
  lost: T[];
}
export interface Change<T> {
  before: T;
  after: T;
}

export interface PartyChange {
  /** As in the later visit; where it is gone, as in the earlier one. */
  party: Party;
  presence: 'new' | 'gone' | 'both';
  voice: Change<Party['voice']> | null;
  hosts: Difference<string>;
  kinds: KindChange[];
  ways: Difference<Way>;
}

/** In what form a party learns an identifier; null where it does not. */
export interface KindChange extends Change<Learnt | null> {
  kind: IdentifierKind;
}

/** How a kind of identifier reached a party. Two that agree but for `keys` are the same way. */
export interface Way {
  kind: IdentifierKind;
  place: Place;
  encoding: string[];
  keys: string[];
}

export interface WarningChange {
  /** As in the later visit; where it does not fire any more, as in the earlier one. */
  warning: Warning;
  before: Severity | null;
  after: Severity | null;
}

/** A visit and what is concluded of it. What was handed to people in the call stands in the visit alone. */
export interface Seen {
  visit: Pick<Visit, 'media'>;
  report: SiteReport;
}

/** Pure. @param was the earlier visit, @param is the later one */
export function compareVisits(was: Seen, is: Seen): Comparison {
  const [before, after] = [was.report, is.report];
  return {
    parties: partiesOf(was, is),
    warnings: warningsOf(before.warnings, after.warnings),
    jurisdictions: differenceOf(jurisdictionsOf(before), jurisdictionsOf(after), (it) => it),
    route: changeOf(before.voice.route, after.voice.route),
    encryption: changeOf(before.voice.encryption, after.voice.encryption),
    severity: changeOf(before.verdict.severity, after.verdict.severity),
  };
}

/** Whether nothing differs that is compared. */
export function isSame({ parties, warnings, jurisdictions, route, encryption, severity }: Comparison): boolean {
  const lists = [parties, warnings, jurisdictions.gained, jurisdictions.lost];
  return lists.every(({ length }) => length === 0) && route === null && encryption === null && severity === null;
}

/** The differences that a person asks about, each in a sentence: who hears, who is told more, who is gone. */
export function sayComparison({ parties }: Comparison): { sign: 'new' | 'gone'; phrase: Phrase }[] {
  const hearing: Phrase[] = [];
  const learning: Phrase[] = [];
  const forgetting: Phrase[] = [];
  const [contacted, gone]: [PhraseValue[], PhraseValue[]] = [[], []];
  for (const { party, presence, voice, kinds } of parties) {
    const name: PhraseValue = party.relation === 'wire' ? { message: 'partyWire' } : party.name;
    if (presence === 'gone') {
      gone.push(name);
      continue;
    }
    if (voice?.after === 'yes') hearing.push({ key: 'compareHears', values: [name] });
    if (voice?.after === 'likely') hearing.push({ key: 'compareHearsLikely', values: [name] });
    const gained = kinds.filter(isMore).map(({ kind, after }) => namedKind(kind, after));
    const key = presence === 'new' ? 'compareNewLearns' : 'compareAlsoLearns';
    if (gained.length > 0) learning.push({ key, values: [name, { list: gained }] });
    else if (presence === 'new' && voice === null) contacted.push(name);
    const lost = kinds.filter(({ after }) => after === null).map(({ kind, before }) => namedKind(kind, before));
    if (lost.length > 0) forgetting.push({ key: 'compareNoLonger', values: [name, { list: lost }] });
  }
  const all = (key: string, names: PhraseValue[]): Phrase[] =>
    names.length === 0 ? [] : [{ key, values: [{ list: names }], count: names.length }];
  return [
    ...[...hearing, ...learning, ...all('compareNewContact', contacted)].map((phrase) => ({
      sign: 'new' as const,
      phrase,
    })),
    ...[...forgetting, ...all('compareGone', gone)].map((phrase) => ({ sign: 'gone' as const, phrase })),
  ];
}

/** From the least readable to what anybody on the way can read. */
const forms: readonly (Learnt | null)[] = [null, 'hashed', 'encoded', 'plain', 'on-the-wire'];
const isMore = ({ before, after }: KindChange) => forms.indexOf(after) > forms.indexOf(before);

const formKeys: Record<Learnt, string> = {
  'on-the-wire': 'learntOnTheWire',
  plain: 'learntPlain',
  encoded: 'learntEncoded',
  hashed: 'learntHashed',
};

const namedKind = (kind: IdentifierKind, form: Learnt | null): PhraseValue => {
  const named = { message: `kind${camel(kind)}` };
  return form === null || form === 'plain'
    ? named
    : { message: 'compareKindAs', values: [named, { message: formKeys[form] }] };
};

const camel = (words: string) => words.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());

function partiesOf(before: Seen, after: Seen): PartyChange[] {
  const [earlier, later] = [byId(before.report.parties), byId(after.report.parties)];
  const [earlierWays, laterWays] = [waysOf(before), waysOf(after)];
  const changes: PartyChange[] = [];
  for (const id of new Set([...later.keys(), ...earlier.keys()])) {
    const [was, is] = [earlier.get(id), later.get(id)];
    const party = is ?? was;
    if (!party) continue;
    const change: PartyChange = {
      party,
      presence: was ? (is ? 'both' : 'gone') : 'new',
      voice: voiceChange(was?.voice, is?.voice),
      hosts: differenceOf(was?.hosts ?? [], is?.hosts ?? [], (host) => host),
      kinds: kindsOf(was, is),
      ways: differenceOf(earlierWays.get(id) ?? [], laterWays.get(id) ?? [], wayId),
    };
    if (change.presence !== 'both' || differs(change)) changes.push(change);
  }
  const weight = ({ party, kinds, presence }: PartyChange) =>
    severities.indexOf(party.severity) * 4 + (kinds.some(isMore) ? 2 : 0) + (presence === 'new' ? 1 : 0);
  return changes.sort((a, b) => weight(b) - weight(a) || (a.party.name < b.party.name ? -1 : 1));
}

const byId = (parties: readonly Party[]) => new Map(parties.map((party) => [party.id, party]));

function differs({ voice, hosts, kinds, ways }: PartyChange): boolean {
  return (
    voice !== null || [hosts, ways].some(({ gained, lost }) => gained.length + lost.length > 0) || kinds.length > 0
  );
}

/** Whom nothing of the voice reaches and of whom that is not known are no news to one another. */
function voiceChange(was: Party['voice'] = 'no', is: Party['voice'] = 'no'): PartyChange['voice'] {
  const hears = (voice: Party['voice']) => voice === 'yes' || voice === 'likely';
  return was !== is && (hears(was) || hears(is)) ? { before: was, after: is } : null;
}

function kindsOf(was: Party | undefined, is: Party | undefined): KindChange[] {
  return identifierKinds.flatMap((kind) => {
    const [before, after] = [was?.learns[kind] ?? null, is?.learns[kind] ?? null];
    return before === after ? [] : [{ kind, before, after }];
  });
}

/** By party. */
function waysOf({ visit, report: { destinations, voice } }: Seen): Map<string, Way[]> {
  const ways = new Map<string, Map<string, Way>>();
  const told = handedToPeers(visit, voice);
  const reached = destinations.flatMap(({ reached, findings }) => (reached ? findings : []));
  const clear = [...reached, ...told].filter(({ onTheWire }) => onTheWire);
  const learnt = [...destinations, { party: peers, findings: told }, { party: wire, findings: clear }];
  for (const { party, findings } of learnt) {
    const own = ways.get(party) ?? new Map<string, Way>();
    ways.set(party, own);
    for (const { kind, place, encoding, key } of findings) {
      const way = own.get(wayId({ kind, place, encoding })) ?? { kind, place, encoding, keys: [] };
      if (key !== null && !way.keys.includes(key)) way.keys.push(key);
      own.set(wayId(way), way);
    }
  }
  return new Map([...ways].map(([party, own]) => [party, [...own.values()]]));
}

const wayId = ({ kind, place, encoding }: Pick<Way, 'kind' | 'place' | 'encoding'>) =>
  [kind, place, ...encoding].join(' ');

const warningId = ({ rule, party }: Pick<Warning, 'rule' | 'party'>) => `${rule} ${party}`;

function warningsOf(before: readonly Warning[], after: readonly Warning[]): WarningChange[] {
  const [earlier, later] = [before, after].map((list) => new Map(list.map((warning) => [warningId(warning), warning])));
  const changes: WarningChange[] = [];
  for (const one of new Set([...(later?.keys() ?? []), ...(earlier?.keys() ?? [])])) {
    const [was, is] = [earlier?.get(one), later?.get(one)];
    const warning = is ?? was;
    if (warning && was?.severity !== is?.severity)
      changes.push({ warning, before: was?.severity ?? null, after: is?.severity ?? null });
  }
  return changes.sort((a, b) => severities.indexOf(b.warning.severity) - severities.indexOf(a.warning.severity));
}

/** Those that reach a destination with high or medium certainty, as in `Summary.jurisdictions`. */
function jurisdictionsOf({ destinations }: SiteReport): Country[] {
  const exposures = destinations.flatMap((destination) => destination.exposures);
  const sure = exposures.filter(({ certainty }) => certainty === 'high' || certainty === 'medium');
  return [...new Set(sure.map(({ jurisdiction }) => jurisdiction))].sort();
}

function differenceOf<T>(before: readonly T[], after: readonly T[], id: (item: T) => string): Difference<T> {
  const without = (list: readonly T[], others: readonly T[]) => {
    const known = new Set(others.map(id));
    return list.filter((item) => !known.has(id(item)));
  };
  return { gained: without(after, before), lost: without(before, after) };
}

function changeOf<T>(before: T, after: T): Change<T> | null {
  return before === after ? null : { before, after };
}

/** Warnings as they fired then and as they are concluded today. */
export interface FiredDifference {
  onlyThen: FiredWarning[];
  onlyNow: Warning[];
  /** Those that weigh another thing today. */
  changed: { was: FiredWarning; is: Warning }[];
}

/** Pure. */
export function compareFired(fired: readonly FiredWarning[], today: readonly Warning[]): FiredDifference {
  const then = new Map(fired.map((warning) => [warningId(warning), warning]));
  const now = new Map(today.map((warning) => [warningId(warning), warning]));
  return {
    onlyThen: [...then].flatMap(([id, warning]) => (now.has(id) ? [] : [warning])),
    onlyNow: [...now].flatMap(([id, warning]) => (then.has(id) ? [] : [warning])),
    changed: [...then].flatMap(([id, warning]) => {
      const one = now.get(id);
      return one && one.severity !== warning.severity ? [{ was: warning, is: one }] : [];
    }),
  };
}
