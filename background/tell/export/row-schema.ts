import * as v from 'valibot';
import { digest, installKey } from '../../../extension/model/kept-visit.ts';
import { presets } from '../../../extension/model/settings.ts';
import {
  certainties,
  confidences,
  findingBases,
  identifierKinds,
  places,
  severities,
} from '../../../extension/model/vocabulary.ts';
import { exportFormat, exportVersion } from './exported.ts';
import { encryptions, routes } from './report-schema.ts';

/**
 * The form of a line of an NDJSON export: flat, every row with all columns of its kind, so that a program for tables
 * reads the file as it is. `rest` holds, as JSON in a text, what has no column and is needed to take the visit in again.
 */

const text = v.pipe(v.string(), v.maxLength(1000));
const maybe = v.nullable(text);
const texts = v.pipe(v.array(text), v.maxLength(1000));
const count = v.pipe(v.number(), v.finite(), v.minValue(0));
const time = v.pipe(v.string(), v.isoTimestamp());
const rest = v.nullable(v.pipe(v.string(), v.maxLength(4_000_000)));
const certainty = v.picklist(certainties);

const ofVisit = {
  visit: v.pipe(v.string(), v.maxLength(64)),
  site: v.pipe(v.string(), v.maxLength(260)),
  digestKey: installKey,
};

/** Who is behind a host, where it is, and whose law reaches it. */
const ofHost = {
  /** Null for what was told to the people in the call. */
  host: maybe,
  party: text,
  partyName: text,
  relation: v.picklist(['first-party', 'works-for-site', 'third-party', 'peers']),
  service: maybe,
  role: maybe,
  software: maybe,
  operator: maybe,
  operatorCountries: texts,
  parent: maybe,
  parentCountries: texts,
  addresses: texts,
  networks: texts,
  serverCountries: texts,
  serverCertainty: texts,
  jurisdictions: texts,
  doubtfulJurisdictions: texts,
};

export const exportRow = v.object({
  row: v.literal('export'),
  format: v.literal(exportFormat),
  version: v.literal(exportVersion),
  exportedAt: time,
  catalogue: maybe,
  networkData: maybe,
  rest,
});

const visitRow = v.object({
  row: v.literal('visit'),
  ...ofVisit,
  startedAt: time,
  lastAt: time,
  endedAt: v.nullable(time),
  because: texts,
  microphone: text,
  peerConnections: count,
  route: v.picklist(routes),
  encryption: v.picklist(encryptions),
  certainty,
  severity: v.picklist(severities),
  parties: count,
  destinations: count,
  findings: count,
  warnings: count,
  rest,
});

const legRow = v.object({
  row: v.literal('leg'),
  ...ofVisit,
  host: maybe,
  party: maybe,
  partyName: maybe,
  addresses: texts,
  networks: texts,
  serverCountries: texts,
  serverCertainty: texts,
  route: v.picklist(routes),
  encryption: v.picklist(encryptions),
  certainty,
  relayHost: maybe,
  relayParty: maybe,
  streams: count,
  transport: text,
  codecs: texts,
  bytesSent: count,
  bytesReceived: count,
  firstAt: time,
  lastAt: v.nullable(time),
});

const destinationRow = v.object({
  row: v.literal('destination'),
  ...ofVisit,
  ...ofHost,
  host: text,
  schemes: texts,
  types: texts,
  requests: count,
  earlier: count,
  failed: count,
  unreadBodies: count,
  bytesSent: count,
  reached: v.boolean(),
  findings: count,
  firstAt: time,
  lastAt: time,
  rest,
});

const findingRow = v.object({
  row: v.literal('finding'),
  ...ofVisit,
  ...ofHost,
  kind: v.picklist(identifierKinds),
  masked: text,
  digest,
  place: v.picklist(places),
  key: maybe,
  encoding: texts,
  confidence: v.picklist(confidences),
  basis: v.picklist(findingBases),
  firstParty: v.boolean(),
  onTheWire: v.boolean(),
  count,
  firstAt: time,
  lastAt: time,
  rest,
});

const warningRow = v.object({
  row: v.literal('warning'),
  ...ofVisit,
  rule: text,
  severity: v.picklist(severities),
  party: text,
  hosts: texts,
  kinds: v.pipe(v.array(v.picklist(identifierKinds)), v.maxLength(100)),
  laws: texts,
  count,
  firstAt: time,
  catalogue: maybe,
  concern: v.picklist(presets),
  rest,
});

const blindSpotRow = v.object({
  row: v.literal('blind-spot'),
  ...ofVisit,
  what: text,
  host: maybe,
  count,
  rest,
});

const kinds = { visitRow, findingRow, destinationRow, legRow, warningRow, blindSpotRow, exportRow };

export const exportedRow = v.variant('row', Object.values(kinds) as [typeof visitRow, ...RowSchema[]]);

type RowSchema = (typeof kinds)[keyof typeof kinds];
export type Row = v.InferOutput<RowSchema>;
export type RowOf<Kind extends Row['row']> = Extract<Row, { row: Kind }>;

/** Every column that a row can have, in the order in which CSV shows them. */
export const columns: readonly string[] = [
  ...new Set(Object.values(kinds).flatMap(({ entries }) => Object.keys(entries))),
];
