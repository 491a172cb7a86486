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
  /**
   * Lists of places in `words`, each once, too: most visits to a site are reached by the same countries. Rows of one
   * week that have the same list share it when they are unpacked, which spares those who count the counting.
   */
  lists?: number[][];
  rows: PackedRow[];
}

/** A place in `lists`; before there were these, the list itself. */
type ListPlace = number | number[];

/** Numbers are places in `words`, in `lists`, in `reasons` and so on, but for times and counts. */
type PackedRow = [
  id: string,
  site: number,
  times: [startedAt: Time, lastAt: Time, endedAt: Time | null],
  because: number[],
  microphone: [state: number, since: Time | null],
  counts: [peerConnections: number, destinations: number, findings: number, warnings: number],
  severity: number,
  companies: ListPlace,
  jurisdictions: ListPlace,
  kinds: ListPlace,
  under: number,
  imported: [at: Time, by: number] | null,
  /** Missing where it was packed before there were names. */
  companyNames?: ListPlace,
];

const reasons: readonly VoiceReason[] = ['audio-chat-site', 'rtc-provider', 'microphone', 'peer-connection'];
const states: readonly VisitRow['microphone']['state'][] = ['on', 'off', 'not-seen'];
const length = 7 * 86_400_000;

export const weekOf = ({ startedAt }: Pick<VisitRow, 'startedAt'>): number => Math.floor(startedAt / length);

export function pack(week: number, rows: readonly VisitRow[]): Outlines {
  const words = new Map<string, number>();
  const place = (word: string) => placeIn(words, word);
  const lists = new Map<string, number>();
  const list = (of: readonly string[]) => placeIn(lists, of.map(place).join());
  const packed = rows.map(
    ({ summary, microphone, imported, ...row }): PackedRow => [
      row.id,
      place(row.site),
      [row.startedAt, row.lastAt, row.endedAt],
      row.because.map((reason) => reasons.indexOf(reason)),
      [states.indexOf(microphone.state), microphone.since],
      [row.peerConnections, summary.destinations, summary.findings, summary.warnings],
      severities.indexOf(summary.severity),
      list(summary.companies),
      list(summary.jurisdictions),
      list(summary.kinds),
      place(summary.under),
      imported && [imported.at, place(imported.by)],
      list(summary.companyNames),
    ],
  );
  const listed = [...lists.keys()].map((key) => (key === '' ? [] : key.split(',').map(Number)));
  return { week, text: JSON.stringify({ words: [...words.keys()], lists: listed, rows: packed } satisfies Packed) };
}

function placeIn(places: Map<string, number>, key: string): number {
  const known = places.get(key);
  if (known !== undefined) return known;
  places.set(key, places.size);
  return places.size - 1;
}

/** Ten thousand visits go through here before a list is shown: hence without anything that makes a value in passing. */
export function unpack({ text }: Outlines): VisitRow[] {
  const { words, lists = [], rows } = JSON.parse(text) as Packed;
  const word = (place: number) => words[place] ?? '';
  const shared = lists.map((places) => pick(places, words));
  const list = <T extends string>(place: ListPlace, from: readonly T[]): T[] =>
    typeof place === 'number' ? ((shared[place] ?? []) as T[]) : pick(place, from);
  return rows.map((row): VisitRow => {
    const times = row[2];
    const counts = row[5];
    const imported = row[11];
    return {
      id: row[0],
      site: word(row[1]),
      startedAt: times[0],
      lastAt: times[1],
      endedAt: times[2],
      because: pick(row[3], reasons),
      microphone: { state: states[row[4][0]] ?? 'not-seen', since: row[4][1] },
      peerConnections: counts[0],
      summary: {
        severity: severities[row[6]] ?? 'info',
        companies: list(row[7], words),
        companyNames: list(row[12] ?? row[7], words),
        jurisdictions: list(row[8], words),
        kinds: list(row[9], identifierKinds),
        destinations: counts[1],
        findings: counts[2],
        warnings: counts[3],
        under: word(row[10]),
      },
      imported: imported && { at: imported[0], by: word(imported[1]) },
    };
  });
}

function pick<T>(places: readonly number[], from: readonly T[]): T[] {
  const picked: T[] = [];
  for (const place of places) {
    const one = from[place];
    if (one !== undefined) picked.push(one);
  }
  return picked;
}
