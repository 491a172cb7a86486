import type { VisitRow } from '../../../extension/model/history.ts';
import { identifierKinds, severities, type Time, type VoiceReason } from '../../../extension/model/vocabulary.ts';

/**
 * The lists' copy of the visits that have ended: those of one week in one value, each word of them once. A list of ten
 * thousand visits is then some dozens of values to read, and not ten thousand, which takes ten times as long.
 */
export interface Outlines {
  /** Weeks since the Unix epoch. */
  week: number;
  /** JSON of `Packed`: read faster than the same as objects. */
  text: string;
}

interface Packed {
  words: string[];
  rows: PackedRow[];
}

/** Numbers are places in `words`, in `reasons` and so on, but for times and counts. */
type PackedRow = [
  id: string,
  site: number,
  times: [startedAt: Time, lastAt: Time, endedAt: Time | null],
  because: number[],
  microphone: [state: number, since: Time | null],
  counts: [peerConnections: number, destinations: number, findings: number, warnings: number],
  severity: number,
  companies: number[],
  jurisdictions: number[],
  kinds: number[],
  under: number,
  imported: [at: Time, by: number] | null,
];

const reasons: readonly VoiceReason[] = ['audio-chat-site', 'rtc-provider', 'microphone', 'peer-connection'];
const states: readonly VisitRow['microphone']['state'][] = ['on', 'off', 'not-seen'];
const length = 7 * 86_400_000;

export const weekOf = ({ startedAt }: Pick<VisitRow, 'startedAt'>): number => Math.floor(startedAt / length);

export function pack(week: number, rows: readonly VisitRow[]): Outlines {
  const places = new Map<string, number>();
  const place = (word: string): number => {
    const known = places.get(word);
    if (known !== undefined) return known;
    places.set(word, places.size);
    return places.size - 1;
  };
  const packed = rows.map(
    ({ summary, microphone, imported, ...row }): PackedRow => [
      row.id,
      place(row.site),
      [row.startedAt, row.lastAt, row.endedAt],
      row.because.map((reason) => reasons.indexOf(reason)),
      [states.indexOf(microphone.state), microphone.since],
      [row.peerConnections, summary.destinations, summary.findings, summary.warnings],
      severities.indexOf(summary.severity),
      summary.companies.map(place),
      summary.jurisdictions.map(place),
      summary.kinds.map((kind) => identifierKinds.indexOf(kind)),
      place(summary.under),
      imported && [imported.at, place(imported.by)],
    ],
  );
  return { week, text: JSON.stringify({ words: [...places.keys()], rows: packed } satisfies Packed) };
}

export function unpack({ text }: Outlines): VisitRow[] {
  const { words, rows } = JSON.parse(text) as Packed;
  const word = (place: number) => words[place] ?? '';
  const all = <T>(places: number[], of: readonly T[]) => places.flatMap((place) => of[place] ?? []);
  return rows.map((row) => {
    const [id, site, [startedAt, lastAt, endedAt], because, [state, since], counts, severity] = row;
    const [peerConnections, destinations, findings, warnings] = counts;
    const [, , , , , , , companies, jurisdictions, kinds, under, imported] = row;
    return {
      id,
      site: word(site),
      startedAt,
      lastAt,
      endedAt,
      because: all(because, reasons),
      microphone: { state: states[state] ?? 'not-seen', since },
      peerConnections,
      summary: {
        severity: severities[severity] ?? 'info',
        companies: companies.map(word),
        jurisdictions: jurisdictions.map(word),
        kinds: all(kinds, identifierKinds),
        destinations,
        findings,
        warnings,
        under: word(under),
      },
      imported: imported && { at: imported[0], by: word(imported[1]) },
    };
  });
}
