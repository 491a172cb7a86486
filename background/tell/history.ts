import browser from 'webextension-polyfill';
import type { Catalogue } from '../../catalogue/catalogue.ts';
import type {
  HistoryAnswer,
  HistoryCommand,
  HistoryFilter,
  KeptVisit,
  VisitRow,
} from '../../extension/model/history.ts';
import { readHistoryAnswer } from '../../extension/model/history.ts';
import type { Phrase } from '../../extension/model/phrase.ts';
import type { DataState, SiteReport } from '../../extension/model/report.ts';
import type { Concern } from '../../extension/model/settings.ts';
import { type Data, loadData } from '../data.ts';
import { Blocked, Connection } from '../remember/history/database.ts';
import { type Aside, listenToPlace, loadPlace } from '../remember/history/place.ts';
import { Reader } from '../remember/history/reader.ts';
import { listenToSettings, loadSettings } from '../remember/settings.ts';
import { reportOf } from './report.ts';

export { facetsOf, fits, sitesOf } from '../remember/history/filter.ts';
export type { Aside } from '../remember/history/place.ts';

/** A visit of the past: what is concluded of it today, and what was warned of then. */
export interface PastReport extends KeptVisit {
  report: SiteReport;
}

/**
 * The history for pages of the extension. Questions are answered here, from the database itself, without waking the
 * background; what changes the history is told to the background.
 */
export class HistoryView {
  readonly #reader: Reader;

  private constructor(
    private readonly connection: Connection,
    private readonly data: Data,
    private concern: Concern,
  ) {
    this.#reader = new Reader(() => this.connection.open());
  }

  /** Reads the packaged facts and what the person has set; the database is opened when it is first asked. */
  static async open(connection = pageConnection()): Promise<HistoryView> {
    const [data, settings] = await Promise.all([loadData(), loadSettings()]);
    const view = new HistoryView(connection, data, settings.concern);
    listenToSettings(({ concern }) => {
      view.concern = concern;
    });
    return view;
  }

  /** All visits that fit, the latest first: short enough to have those of years in hand, and to filter them there. */
  visits(filter?: HistoryFilter): Promise<VisitRow[]> {
    return this.#reader.visits(filter);
  }

  async report(id: string): Promise<PastReport | null> {
    const kept = await this.#reader.visit(id);
    return kept && { ...kept, report: this.reportOf(kept) };
  }

  /** One visit as it is kept; null where there is none. */
  keptVisit(id: string): Promise<KeptVisit | null> {
    return this.#reader.visit(id);
  }

  /** Whole visits as they are kept, one after the other, in constant memory. */
  kept(rows: readonly VisitRow[]): AsyncGenerator<KeptVisit, void, undefined> {
    return this.#reader.whole({}, rows);
  }

  /** The same with what is concluded of each. */
  async *whole(filter?: HistoryFilter): AsyncGenerator<PastReport, void, undefined> {
    for await (const kept of this.#reader.whole(filter)) yield { ...kept, report: this.reportOf(kept) };
  }

  /** @param concern another one than the person has set */
  reportOf({ visit }: Pick<KeptVisit, 'visit'>, concern: Concern = this.concern): SiteReport {
    return reportOf(visit, this.data.catalogue, this.dataState, concern);
  }

  /** From when the packaged facts are, and what of them is damaged. */
  get dataState(): DataState {
    return this.data.state();
  }

  /** The name of the company itself, by an id of `Summary.companies`; reports name it by its service. */
  companyName(id: string): string {
    return this.catalogue?.operators[id]?.name ?? id;
  }

  /** Databases that could not be read and were put aside. */
  async aside(): Promise<Aside[]> {
    return (await loadPlace()).aside;
  }

  get catalogue(): Catalogue | null {
    return this.data.catalogue;
  }
}

/** For a page, which asks the background to put aside what it cannot read, and goes along when the history moves. */
function pageConnection(): Connection {
  const connection = new Connection(() => commandHistory({ command: 'open-history' }));
  listenToPlace((place) => void connection.goTo(place));
  return connection;
}

/** More than a screen shows. */
const enough = 100;

/** The history, and before it the latest visits: a list of them needs none of the packaged facts. */
export function beginHistory(): { latest: Promise<VisitRow[] | null>; view: Promise<HistoryView> } {
  const connection = pageConnection();
  const latest = new Reader(() => connection.open()).latest(enough);
  const view = latest.catch(() => {}).then(() => HistoryView.open(connection));
  return { latest, view };
}

/** What is said of a database that was put aside. */
export function problemOf({ why }: Pick<Aside, 'why'>): Phrase {
  return { key: why === 'newer' ? 'problemHistoryNewer' : 'problemHistoryUnreadable' };
}

/** Whether a question could not be answered because another page keeps an older form of the history open. */
export const isBlocked = (error: unknown): boolean => error instanceof Blocked;

/** @throws where the background does not answer */
export async function commandHistory(command: HistoryCommand): Promise<HistoryAnswer> {
  return readHistoryAnswer(await browser.runtime.sendMessage(command));
}

const channel = 'history';

/** Tells the open pages that the history is another now. */
export class HistoryNews {
  readonly #channel = new BroadcastChannel(channel);

  changed(): void {
    this.#channel.postMessage(null);
  }
}

/** Calls back after every change of the history, until the returned function is called. */
export function listenToHistory(changed: () => void): () => void {
  const heard = new BroadcastChannel(channel);
  heard.onmessage = changed;
  return () => heard.close();
}
