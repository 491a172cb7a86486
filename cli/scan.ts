/** `earshot scan`: which identifiers requests carry, found by the detector of the extension. */
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { relationOf, siteOf } from '../background/classify/destination.ts';
import { serviceOf } from '../background/classify/index.ts';
import { detect, type Sighting } from '../background/classify/leakage/detect.ts';
import { compileIdentities, type IdentitySet } from '../background/classify/leakage/identities.ts';
import type { Identity } from '../background/classify/leakage/identity.ts';
import { type MeaningOf, meaningsFor } from '../background/classify/leakage/meaning.ts';
import { partsOf } from '../background/classify/parts.ts';
import { stackOf } from '../background/classify/stack.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Confidence, Place } from '../extension/model/vocabulary.ts';
import type { Command, Io } from './command.ts';
import { entriesOf, readEntry } from './har.ts';
import { observationsOf, readIdentities, readRequest, type ScannedIdentity, type ScannedRequest } from './requests.ts';

/** One line of output. */
export interface ScanLine {
  id: string | number;
  findings: ScanFinding[];
  budgetReached?: true;
}

export interface ScanFinding {
  /** The identifier's name in the identities file; null for one that a key told, or that came again. */
  name: string | null;
  kind: string;
  place: Place;
  key: string | null;
  /** Coats, outermost first. */
  encoding: string[];
  confidence: Confidence;
  firstParty: boolean;
}

const usage = `usage: earshot scan [FILE|-] --identities FILE [--har FILE]

Says which of a person's identifiers stand in requests, where, and in what coats: one JSON object a line.

  FILE               requests as JSON, one a line, in the shape of webRequest; - or nothing: standard input
  --identities FILE  whose identifiers are looked for
  --har FILE         an HTTP Archive instead, as browsers and mitmproxy save it

docs/cli.md shows both files. A line that cannot be read is named, and the rest goes on.`;

export const scan: Command = {
  name: 'scan',
  async run(args, io) {
    let options: { values: { identities?: string; har?: string; help?: boolean }; positionals: string[] };
    try {
      options = parseArgs({
        args: [...args],
        options: { identities: { type: 'string' }, har: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
        allowPositionals: true,
      });
    } catch (error) {
      io.err(`earshot scan: ${messageOf(error)}\n\n${usage}`);
      return 2;
    }
    const { values, positionals } = options;
    if (values.help) {
      io.out(usage);
      return 0;
    }
    if (
      values.identities === undefined ||
      positionals.length > 1 ||
      (values.har !== undefined && positionals.length > 0)
    ) {
      io.err(usage);
      return 2;
    }
    let identities: Map<string, ScannedIdentity>;
    try {
      identities = readIdentities(await readFile(values.identities, 'utf8'));
    } catch (error) {
      io.err(`earshot scan: ${values.identities}: ${messageOf(error)}`);
      return 2;
    }
    const scanner = new Scanner((await io.data()).catalogue, identities);
    if (values.har !== undefined) return scanHar(values.har, scanner, identities, io);
    return scanLines(positionals[0] ?? '-', scanner, io);
  },
};

async function scanLines(file: string, scanner: Scanner, io: Io): Promise<number> {
  const input = file === '-' ? process.stdin : createReadStream(file);
  let number = 0;
  let exitCode = 0;
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    if (line.trim() === '') continue;
    try {
      io.out(JSON.stringify(scanner.scan(readRequest(line))));
    } catch (error) {
      io.err(`earshot scan: line ${number}: ${messageOf(error)}`);
      exitCode = 1;
    }
  }
  return exitCode;
}

async function scanHar(
  file: string,
  scanner: Scanner,
  identities: Map<string, ScannedIdentity>,
  io: Io,
): Promise<number> {
  // An archive names nobody: everybody in the file is looked for.
  const everybody = '*';
  const all = [...identities.values()];
  identities.set(everybody, {
    firstParty: all.flatMap(({ firstParty }) => firstParty),
    page: all[0]?.page ?? null,
    identifiers: all.flatMap(({ identifiers }) => identifiers),
  });
  let number = 0;
  let exitCode = 0;
  for await (const entry of entriesOf(createReadStream(file))) {
    number++;
    try {
      io.out(JSON.stringify(scanner.scan(readEntry(entry, number, everybody))));
    } catch (error) {
      io.err(`earshot scan: entry ${number}: ${messageOf(error)}`);
      exitCode = 1;
    }
  }
  if (number === 0) {
    io.err(`earshot scan: ${file}: no entries`);
    return 1;
  }
  return exitCode;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** People whose compiled identifiers are kept, and notes that are kept of each: memory does not grow with the input. */
const limits = { people: 50, notes: 20_000, services: 200 };

interface Person {
  identity: ScannedIdentity;
  set: IdentitySet;
  names: Map<string, string>;
  notes: Set<string>;
}

/** Scans requests one by one. What it keeps from one to the next is bounded. */
export class Scanner {
  readonly #people = new Map<string, Person>();
  readonly #meanings = new Map<string | null, MeaningOf>();

  constructor(
    private readonly catalogue: Catalogue,
    private readonly identities: ReadonlyMap<string, ScannedIdentity>,
  ) {}

  /** @throws where the request names an identity that is not there */
  scan(request: ScannedRequest): ScanLine {
    const person = this.#person(request.identity);
    const found = new Map<string, ScanFinding>();
    let budgetReached = false;
    for (const observation of observationsOf(request)) {
      const { host, parts, limitReached } = partsOf(observation);
      const stack = stackOf(observation.url, observation.type, this.catalogue);
      const meaningOf = this.#meaningsOf(host === null ? null : serviceOf(this.catalogue, host, stack));
      const seen = detect(parts, person.set, meaningOf, { name: host ?? '', seen: person.notes });
      budgetReached ||= seen.budgetReached || limitReached;
      const firstParty = host !== null && this.#isFirstParty(person.identity, host);
      for (const sighting of seen.sightings) {
        const finding = findingOf(sighting, person, firstParty);
        found.set(JSON.stringify(finding), finding);
      }
      remember(person.notes, seen.notes);
    }
    return { id: request.id, findings: [...found.values()], ...(budgetReached && { budgetReached }) };
  }

  #person(key: string): Person {
    const known = this.#people.get(key);
    if (known) {
      // The latest is at the end, so that the first is the one to forget.
      this.#people.delete(key);
      this.#people.set(key, known);
      return known;
    }
    const identity = this.identities.get(key);
    if (!identity) throw new Error(`there is no identity "${key}"`);
    const declared = identity.identifiers.map(({ kind, value }): Identity => ({ kind, value, basis: 'declared' }));
    const person: Person = {
      identity,
      set: compileIdentities(declared),
      names: new Map([...identity.identifiers].reverse().map(({ name, kind, value }) => [`${kind}\n${value}`, name])),
      notes: new Set(),
    };
    this.#people.set(key, person);
    const oldest = this.#people.keys().next();
    if (this.#people.size > limits.people && !oldest.done) this.#people.delete(oldest.value);
    return person;
  }

  #meaningsOf(service: string | null): MeaningOf {
    const known = this.#meanings.get(service);
    if (known) return known;
    if (this.#meanings.size >= limits.services) this.#meanings.clear();
    const meaningOf = meaningsFor(this.catalogue, service);
    this.#meanings.set(service, meaningOf);
    return meaningOf;
  }

  #isFirstParty({ firstParty, page }: ScannedIdentity, host: string): boolean {
    if (firstParty.some((domain) => host === domain || host.endsWith(`.${domain}`))) return true;
    if (page === null || !URL.canParse(page)) return false;
    return relationOf(this.catalogue, siteOf(new URL(page).hostname), host, false) === 'first-party';
  }
}

function findingOf(
  { kind, value, place, key, encoding, confidence, basis }: Sighting,
  { names }: Person,
  firstParty: boolean,
): ScanFinding {
  const name = basis === 'declared' ? (names.get(`${kind}\n${value}`) ?? null) : null;
  return { name, kind, place, key, encoding, confidence, firstParty };
}

/** The oldest notes go first. */
function remember(notes: Set<string>, fresh: readonly string[]): void {
  for (const note of fresh) notes.add(note);
  for (const note of notes) {
    if (notes.size <= limits.notes) break;
    notes.delete(note);
  }
}
