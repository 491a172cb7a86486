import * as v from 'valibot';
import type { FiredWarning, KeptVisit } from '../../../extension/model/history.ts';
import { contact, finding, fired, visit } from '../../../extension/model/kept-visit.ts';
import type { BlindSpot } from '../../../extension/model/report.ts';
import type { Contact } from '../../../extension/model/visit.ts';
import { findingId } from '../../remember/finding-id.ts';
import type { Row, RowOf } from '../export/row-schema.ts';
import { ImportProblem, importLimits, inForm, parsed } from './problem.ts';

/** A visit as it stands in a file. */
export interface ReadVisit {
  /** Where in the file it begins. */
  line: number;
  /** Which install's key its digests are under. */
  key: string;
  kept: Pick<KeptVisit, 'visit' | 'fired'>;
}

/** Puts a visit together again from its rows, the inverse of `rowsOf`. What rows conclude is left out. */
export class Restoring {
  readonly #contacts = new Map<string, Contact>();
  readonly #fired: FiredWarning[] = [];
  readonly #blindSpots: [string, BlindSpot][] = [];
  readonly #seen = { destinations: 0, findings: 0 };
  #rows = 0;

  constructor(
    private readonly row: RowOf<'visit'>,
    private readonly line: number,
  ) {}

  /** @throws ImportProblem */
  add(row: Exclude<Row, { row: 'export' | 'visit' }>, line: number): void {
    if (row.visit !== this.row.visit) throw new ImportProblem({ key: 'importOtherVisit' }, line);
    if (++this.#rows > importLimits.rows) throw new ImportProblem({ key: 'importTooMany' }, line);
    if (row.row === 'destination') {
      this.#seen.destinations++;
      this.#addContact(row, line);
    } else if (row.row === 'finding') {
      this.#seen.findings++;
      this.#addFinding(row, line);
    } else if (row.row === 'warning') this.#addWarning(row, line);
    else if (row.row === 'blind-spot') {
      const { what, host, count, rest } = row;
      const spot = { what: { ...restOf(rest, line), key: what }, host, count } as BlindSpot;
      this.#blindSpots.push([`${what} ${host ?? ''}`, spot]);
    }
  }

  /** @throws ImportProblem */
  finish(): ReadVisit {
    // A file that was cut off between two lines is whole lines to its end.
    for (const name of ['destinations', 'findings'] as const) {
      const [said, seen] = [this.row[name], this.#seen[name]];
      if (said === seen) continue;
      throw new ImportProblem({ key: 'importWrongExpected', values: [name, String(said), String(seen)] }, this.line);
    }
    const { visit: id, site, startedAt, lastAt, endedAt, because, peerConnections, rest, digestKey } = this.row;
    const seen = inForm(
      visit,
      {
        ...restOf(rest, this.line),
        id,
        site,
        startedAt: Date.parse(startedAt),
        lastAt: Date.parse(lastAt),
        endedAt: endedAt === null ? null : Date.parse(endedAt),
        because,
        peerConnections,
        contacts: Object.fromEntries(this.#contacts),
        blindSpots: Object.fromEntries(this.#blindSpots),
      },
      this.line,
    );
    return { line: this.line, key: digestKey, kept: { visit: seen, fired: this.#fired } };
  }

  #addContact(row: RowOf<'destination'>, line: number): void {
    const { host, schemes, types, requests, earlier, failed, unreadBodies, bytesSent, firstAt, lastAt, rest } = row;
    const others = restOf(rest, line);
    // Concluded from the way of the voice, which stands in the visit's own row.
    if (others['ofMedia'] === true) return;
    const counts = { requests, earlier, failed, unreadBodies, bytesSent };
    const times = { firstAt: Date.parse(firstAt), lastAt: Date.parse(lastAt) };
    const seen = { schemes, ...others, host, types, ...counts, ...times, findings: {} };
    this.#contacts.set(host, inForm(contact, seen, line));
  }

  #addFinding(row: RowOf<'finding'>, line: number): void {
    const { host, kind, masked, digest, place, key, encoding, confidence, basis, firstParty, onTheWire, count } = row;
    const others = restOf(row.rest, line);
    // What went over a connection stands in the visit's own row.
    if (host === null || others['connection'] !== undefined) return;
    const { findings } = this.#contacts.get(host) ?? {};
    if (!findings) throw new ImportProblem({ key: 'importNoDestination', values: [host] }, line);
    const times = { firstAt: Date.parse(row.firstAt), lastAt: Date.parse(row.lastAt) };
    const columns = { kind, masked, digest, place, key, encoding, confidence, basis, firstParty, onTheWire, count };
    const seen = inForm(finding, { ...columns, ...times, ...others }, line);
    findings[findingId(seen)] = seen;
  }

  #addWarning(row: RowOf<'warning'>, line: number): void {
    const { rule, severity, party, hosts, kinds, count, firstAt, catalogue, concern, rest } = row;
    const said = { ...restOf(rest, line), rule, severity, party, hosts, kinds, count, catalogue };
    this.#fired.push(inForm(fired, { ...said, at: Date.parse(firstAt), preset: concern }, line));
  }
}

const members = v.record(v.string(), v.unknown());

function restOf(rest: string | null, line: number): Record<string, unknown> {
  return rest === null ? {} : inForm(members, parsed(rest, line), line, ['rest']);
}
