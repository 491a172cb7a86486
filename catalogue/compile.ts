/**
 * Makes the catalogue that the classifier reads out of the data files that people edit: checks each file, then what
 * only shows when they are seen together, and joins them.
 *
 * A domain may stand in several entries. Who knows best how it is used wins: a provider of real-time communication or
 * signalling (its SDK was read) before an audio chat, software or network, and these before a third party. Two entries
 * of the same rank that claim one domain are a mistake.
 */
import type { GenericSchema, InferOutput } from 'valibot';
import type { Certainty } from '../extension/model/vocabulary.ts';
import type {
  Catalogue,
  DomainFact,
  JurisdictionFact,
  KeyFact,
  NetworkFact,
  OperatorFact,
  RegimeFact,
  ServiceFact,
} from './catalogue.ts';
import { namesSomebody, normaliseKey } from './keys.ts';
import { Problems } from './problems.ts';
import {
  type HostRule,
  type JurisdictionFile,
  jurisdictionFile,
  type KeysFile,
  keysFile,
  type NetworksFile,
  networksFile,
  type OperatorsFile,
  operatorsFile,
  type ServicesFile,
  servicesFile,
  stacksFile,
  type ThirdPartiesFile,
  type TreatiesFile,
  thirdPartiesFile,
  treatiesFile,
} from './schema.ts';

/** Parsed JSON by path within the catalogue's folder: `operators.json`, `jurisdictions/CN.json`. */
export type CatalogueFiles = Record<string, unknown>;

export { CatalogueError } from './problems.ts';

/**
 * Compiles the catalogue. The same files always give the same result, byte for byte once written as JSON.
 * @throws CatalogueError with all problems, each as `file: entry › field: what is wrong`.
 */
export function compileCatalogue(files: CatalogueFiles): Catalogue {
  const problems = new Problems();
  const read = <S extends GenericSchema>(name: string, schema: S): InferOutput<S> | null => {
    if (files[name] !== undefined) return problems.parse(name, schema, files[name]);
    problems.add(name, '', '', 'is missing');
    return null;
  };
  const operators = read('operators.json', operatorsFile);
  const services = read('services.json', servicesFile);
  const thirdParties = read('third-parties.json', thirdPartiesFile);
  const keys = read('keys.json', keysFile);
  const stacks = read('stacks.json', stacksFile);
  const networks = read('networks.json', networksFile);
  const treaties = read('treaties.json', treatiesFile);
  const jurisdictions = parseJurisdictions(files, problems);

  // What follows needs every file in its right form: a second round of complaints about missing halves helps nobody.
  if (!operators || !services || !thirdParties || !keys || !stacks || !networks || !treaties) throw problems.error();
  problems.throwIfAny();

  const operatorFacts = joinOperators(operators, problems);
  const { domains, serviceFacts } = joinServices(services, thirdParties, operatorFacts, problems);
  const networkFacts = joinNetworks(operators, networks, problems);
  const keyFacts = joinKeys(keys, serviceFacts, problems);
  const law = joinJurisdictions(jurisdictions, treaties, problems);
  problems.throwIfAny();

  const dates = [operators, services, thirdParties, keys, stacks, networks, treaties].map((file) => file.checked);
  dates.push(...Object.values(law.regimes).map((regime) => regime.checked.date));
  return sorted({
    date: dates.sort().at(-1) ?? '',
    domains,
    services: serviceFacts,
    operators: operatorFacts,
    networks: networkFacts,
    stacks: stacks.stacks.map(({ when, ...stack }) => ({ ...stack, when: defined(when) })),
    keys: keyFacts,
    jurisdictions: law.jurisdictions,
    regimes: law.regimes,
  });
}

function parseJurisdictions(files: CatalogueFiles, problems: Problems): Map<string, JurisdictionFile> {
  const parsed = new Map<string, JurisdictionFile>();
  for (const [path, data] of Object.entries(files)) {
    if (!path.startsWith('jurisdictions/')) continue;
    const file = problems.parse(path, jurisdictionFile, data);
    if (!file) continue;
    if (path !== `jurisdictions/${file.country}.json`) {
      problems.add(path, '', 'country', `is ${file.country}, but the file's name says otherwise`);
    }
    parsed.set(path, file);
  }
  return parsed;
}

function joinOperators(file: OperatorsFile, problems: Problems): Record<string, OperatorFact> {
  const facts: Record<string, OperatorFact> = {};
  for (const { id, networks: _, seats, ...fact } of file.operators) {
    if (Object.hasOwn(facts, id)) problems.add('operators.json', id, 'id', 'stands twice');
    facts[id] = { ...grounded(fact), seats: seats.map(grounded) };
  }
  for (const { id, parent } of file.operators) {
    if (parent === null) continue;
    const above = Object.hasOwn(facts, parent) ? facts[parent] : undefined;
    if (parent === id) problems.add('operators.json', id, 'parent', 'is the operator itself: write null');
    else if (!above) problems.add('operators.json', id, 'parent', `no operator "${parent}"`);
    else if (above.parent !== null) {
      problems.add(
        'operators.json',
        id,
        'parent',
        `name the ultimate parent: "${parent}" belongs to "${above.parent}"`,
      );
    }
  }
  return facts;
}

function joinNetworks(
  operators: OperatorsFile,
  networks: NetworksFile,
  problems: Problems,
): Record<string, NetworkFact> {
  const facts: Record<string, NetworkFact> = {};
  for (const operator of operators.operators) {
    for (const [index, { asn, name }] of (operator.networks ?? []).entries()) {
      const other = facts[asn];
      if (other) {
        const field = `networks[${index}].asn`;
        problems.add('operators.json', operator.id, field, `AS${asn} already belongs to "${other.operator}"`);
      }
      facts[asn] = { name, operator: operator.id };
    }
  }
  for (const { asn, anycast, country } of networks.networks) {
    const fact = facts[asn];
    if (!fact) {
      problems.add('networks.json', String(asn), 'asn', 'no operator in operators.json has this network');
    } else if (fact.anycast || fact.country) {
      problems.add('networks.json', String(asn), 'asn', 'stands twice');
    } else {
      if (anycast) fact.anycast = true;
      if (country) fact.country = country;
    }
  }
  return facts;
}

interface Claim {
  file: string;
  entry: string;
  field: string;
  rank: number;
  fact: DomainFact;
}

function joinServices(
  services: ServicesFile,
  thirdParties: ThirdPartiesFile,
  operators: Record<string, OperatorFact>,
  problems: Problems,
): { domains: Record<string, DomainFact>; serviceFacts: Record<string, ServiceFact> } {
  const serviceFacts: Record<string, ServiceFact> = {};
  const claims = new Map<string, Claim>();
  const checkOperator = (file: string, entry: string, field: string, operator: string | null) => {
    if (operator !== null && !Object.hasOwn(operators, operator)) {
      problems.add(file, entry, field, `no operator "${operator}"`);
    }
  };
  const claim = (domain: string, made: Claim) => {
    const other = claims.get(domain);
    if (other && other.rank === made.rank) {
      problems.add(made.file, made.entry, made.field, `${domain} already stands at "${other.entry}" (${other.file})`);
    }
    if (!other || made.rank < other.rank) claims.set(domain, made);
  };

  for (const service of services.services) {
    const { id, name, kind, operator, backend, note } = service;
    const file = 'services.json';
    if (Object.hasOwn(serviceFacts, id)) problems.add(file, id, 'id', 'stands twice');
    checkOperator(file, id, 'operator', operator);
    serviceFacts[id] = { name, kind, operator, backend: backend && grounded(backend), note };
    const rank = kind === 'rtc-provider' || kind === 'signalling-provider' ? 0 : 1;
    for (const [index, entry] of service.domains.entries()) {
      const field = `domains[${index}]`;
      if (entry.operator !== undefined) checkOperator(file, id, `${field}.operator`, entry.operator);
      const owner = entry.operator === undefined ? operator : entry.operator;
      claimDomain(entry, id, owner, { file, entry: id, field, rank }, claim, problems);
    }
  }
  for (const entry of thirdParties.thirdParties) {
    const file = 'third-parties.json';
    const id = entry.service ?? entry.domain;
    checkOperator(file, entry.domain, 'operator', entry.operator);
    claimDomain(entry, id, entry.operator, { file, entry: entry.domain, field: 'domain', rank: 2 }, claim, problems);
    // A service whose domain a stronger entry took has nothing left to describe, unless keys are filed under its id.
    if (entry.service === undefined && claims.get(entry.domain)?.fact.service !== id) continue;
    const { name, operator, note = null } = entry;
    const same = Object.hasOwn(serviceFacts, id) ? serviceFacts[id] : undefined;
    if (same) {
      if (same.name !== name) problems.add(file, entry.domain, 'name', `"${id}" is called "${same.name}" elsewhere`);
      continue;
    }
    serviceFacts[id] = { name, kind: 'third-party', operator, backend: null, note };
  }
  const domains = Object.fromEntries([...claims].map(([domain, { fact }]) => [domain, fact]));
  return { domains, serviceFacts };
}

function claimDomain(
  entry: ServicesFile['services'][number]['domains'][number] | ThirdPartiesFile['thirdParties'][number],
  service: string,
  operator: string | null,
  at: { file: string; entry: string; field: string; rank: number },
  claim: (domain: string, made: Claim) => void,
  problems: Problems,
): void {
  const { domain, role, certainty, source, customerContent, hosts = [] } = entry;
  const voiceOfDomain = 'voice' in entry && entry.voice === true;
  const fact: DomainFact = grounded({ service, role, operator, certainty, source });
  if (customerContent) fact.customerContent = true;
  const speaks = (rule: HostRule) => (rule.voice === undefined ? voiceOfDomain : rule.voice);
  const ofDomain: DomainFact = voiceOfDomain ? { ...fact, voice: true } : { ...fact };
  const prefixes = [];
  for (const rule of hosts) {
    if ('prefix' in rule) {
      const { prefix } = rule;
      prefixes.push(speaks(rule) ? { prefix, role: rule.role, voice: true as const } : { prefix, role: rule.role });
      continue;
    }
    if (!rule.host.endsWith(`.${domain}`)) {
      problems.add(at.file, at.entry, at.field, `the host ${rule.host} is not under ${domain}`);
    }
    claim(rule.host, { ...at, fact: { ...fact, role: rule.role, ...(speaks(rule) ? { voice: true } : {}) } });
  }
  if (prefixes.length > 0) ofDomain.hosts = prefixes;
  claim(domain, { ...at, fact: ofDomain });
}

function joinKeys(file: KeysFile, services: Record<string, ServiceFact>, problems: Problems): Catalogue['keys'] {
  const facts: Catalogue['keys'] = { services: {}, general: {} };
  for (const { service, keys } of file.services) {
    if (!Object.hasOwn(services, service)) {
      problems.add('keys.json', service, 'service', `no service "${service}" in services.json or third-parties.json`);
    }
    if (Object.hasOwn(facts.services, service)) problems.add('keys.json', service, 'service', 'stands twice');
    const rows = keys.map(({ key, meaning, telling }) => ({ key, meaning, telling: telling ?? ('strong' as const) }));
    facts.services[service] = mergeKeys(rows, service, problems, true);
  }
  facts.general = mergeKeys(file.general, 'general', problems);
  return facts;
}

/** One fact per normalised key. Where spellings differ in strength, the weaker one holds: a doubt is not dropped. */
function mergeKeys(
  rows: Pick<KeysFile['general'][number], 'key' | 'meaning' | 'telling'>[],
  entry: string,
  problems: Problems,
  /** A service's own word that a key names nobody holds against what the key means elsewhere. */
  keepNobody = false,
): Record<string, KeyFact> {
  const meanings = new Map<string, string>();
  const facts: Record<string, KeyFact> = {};
  for (const { key, meaning, telling } of rows) {
    const normal = normaliseKey(key);
    const before = meanings.get(normal);
    if (before !== undefined && before !== meaning) {
      problems.add('keys.json', entry, key, `means ${meaning}, but in another spelling ${before}`);
    }
    meanings.set(normal, meaning);
    if (!namesSomebody(meaning)) {
      if (keepNobody) facts[normal] = { kind: null, telling: 'strong' };
      continue;
    }
    facts[normal] = { kind: meaning, telling: facts[normal]?.telling === 'weak' ? 'weak' : telling };
  }
  return facts;
}

/**
 * A status that no law in force has. What lapsed of a law that is else in force is said by `inForce: "partly"`, or, where
 * it changes nothing for the rest, in its caution.
 */
const idle =
  /\b(?:lapsed|expired|repealed|annulled|struck down|replaced|superseded|bill|not (?:yet )?(?:in force|begun|started|applicable)|not known to have started)\b|^(?:proposal|draft|announced)/i;

function joinJurisdictions(
  files: Map<string, JurisdictionFile>,
  treaties: TreatiesFile,
  problems: Problems,
): { jurisdictions: Record<string, JurisdictionFact>; regimes: Record<string, RegimeFact> } {
  const jurisdictions: Record<string, JurisdictionFact> = {};
  const regimes: Record<string, RegimeFact> = {};
  const sources = [...treaties.adequacy.sources, ...treaties.convention108.sources];
  const adequate = new Set(treaties.adequacy.decisions.map((decision) => decision.country));
  for (const [path, file] of files) {
    const { country, name, summary, localisation, adequacy, convention108, convention108plus } = file;
    jurisdictions[country] = {
      name,
      summary,
      localisation,
      adequacy,
      convention108,
      convention108plus,
      sources: adequacy === null ? treaties.convention108.sources : sources,
    };
    if (adequate.has(country) && adequacy === null) {
      problems.add(path, '', 'adequacy', 'is null, but treaties.json lists a decision');
    }
    for (const { id, properties, details, certaintyDetail: _detail, effect, binds, ...law } of file.regimes) {
      if (Object.hasOwn(regimes, id)) problems.add(path, id, 'id', 'stands twice');
      if (!id.startsWith(`${country.toLowerCase()}-`)) {
        problems.add(path, id, 'id', `must begin with "${country.toLowerCase()}-"`);
      }
      for (const [field, value] of Object.entries({ effect, binds })) {
        const words = details[field as 'effect' | 'binds'];
        if ((value === undefined) === (words === undefined)) continue;
        problems.add(path, id, field, 'must stand with the words behind it in details, and they with it');
      }
      if (law.inForce === 'yes' && idle.test(law.status)) {
        problems.add(path, id, 'inForce', `is yes, but the status says "${law.status}"`);
      }
      if (law.role === 'bill' && law.inForce !== 'no') problems.add(path, id, 'inForce', 'must be no for a bill');
      if (law.checked.date > file.checked) {
        problems.add(path, id, 'checked.date', `is later than the file's own, ${file.checked}`);
      }
      const compels = properties.compels.join(', ');
      const narrowed = { ...(effect && { effect }), ...(binds && { binds }) };
      regimes[id] = { id, jurisdiction: country, ...law, ...narrowed, properties: { ...properties, compels } };
    }
  }
  return { jurisdictions, regimes };
}

/**
 * What nobody read again for the catalogue is *medium* at most, however well known it is; that it is well known goes
 * along as `wellKnown`. Done here and nowhere else, so that nothing that is worked out from a fact can be surer.
 */
function grounded<T extends { certainty: Certainty; source: string }>(fact: T): T & { wellKnown?: true } {
  if (fact.certainty !== 'high' || !fact.source.startsWith('from general knowledge')) return fact;
  return { ...fact, certainty: 'medium', wellKnown: true };
}

/** The same value with the keys of every object in order, so that two runs give the same bytes. */
function sorted<T>(value: T): T {
  if (Array.isArray(value)) return value.map(sorted) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, part]) => [key, sorted(part)])) as T;
}

/** Drops members that are there but undefined, which `exactOptionalPropertyTypes` tells apart from absent ones. */
function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
