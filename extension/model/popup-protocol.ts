import type { SiteReport } from './report.ts';

/**
 * What popup and background say to each other over a port named `popup`. The popup asks for the report of one tab and
 * is then told of every change, until the port closes. A port that closes from the other end means that the worker
 * died: the popup connects again and asks anew.
 */
export const popupPort = 'popup';

export type PopupAsk =
  | { ask: 'report'; tabId: number }
  | { ask: 'export'; scope: 'visit'; visitId: string }
  | { ask: 'export'; scope: 'history' };

export type PopupAnswer = ReportAnswer | ExportAnswer | ErrorAnswer;

export interface ReportAnswer {
  answer: 'report';
  tabId: number;
  state: TabState;
  /** Only with `voice`; null while a voice visit has begun and nothing was seen of it yet. */
  report: SiteReport | null;
}

/**
 * `voice`: a voice visit is open. `no-voice`: an ordinary page, nothing observed. `not-a-page`: a page of the browser
 * or a store, which no extension may look into. `no-permission`: access to sites was not granted or was taken back.
 * `unwatched`: the page was there before Earshot was, so nothing of it was seen; loading it again helps. `paused`: the
 * person wants nothing to be observed.
 */
export type TabState = 'voice' | 'no-voice' | 'not-a-page' | 'no-permission' | 'unwatched' | 'paused';

export interface ExportAnswer {
  answer: 'export';
  scope: ExportScope;
  /** File name with ending. */
  name: string;
  text: string;
}

export interface ErrorAnswer {
  answer: 'error';
  /** What failed; null for the report. */
  scope: ExportScope | null;
  /** Key of a message in `_locales`. */
  message: string;
}

export type ExportScope = 'visit' | 'history';
