import type { SiteReport } from './report.ts';

/**
 * What popup and background say to each other over a port named `popup`. The popup asks for the report of one tab and
 * is then told of every change, until the port closes. A port that closes from the other end means that the worker
 * died: the popup connects again and asks anew.
 */
export const popupPort = 'popup';

export type PopupAsk = { ask: 'report'; tabId: number } | { ask: 'export'; visitId: string; format: ExportedFormat };

/** In which a visit can be had from the popup; the history page has more. */
export type ExportedFormat = 'json' | 'html';

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
  format: ExportedFormat;
  /** File name with ending. */
  name: string;
  /** Media type. */
  type: string;
  text: string;
}

export interface ErrorAnswer {
  answer: 'error';
  /** The export that failed; null for the report. */
  format: ExportedFormat | null;
  /** Key of a message in `_locales`. */
  message: string;
}
