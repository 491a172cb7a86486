import browser, { type Runtime } from 'webextension-polyfill';
import {
  type ExportAnswer,
  type ExportedFormat,
  type PopupAnswer,
  type PopupAsk,
  popupPort,
  type ReportAnswer,
} from '../../extension/model/popup-protocol.ts';

/** What the popups ask of the rest. */
export interface PopupSource {
  reportFor(tabId: number): Promise<Pick<ReportAnswer, 'state' | 'report'>>;
  /** Null where the visit is gone. */
  exportVisit(visitId: string, format: ExportedFormat): Promise<Omit<ExportAnswer, 'answer' | 'format'> | null>;
}

/** Milliseconds between two answers to the same popup: as often as a person can read. */
const pace = 250;

/**
 * The open popups. Each is told of its tab's report at once and after every change, at most every `pace` milliseconds.
 */
export class Popups {
  #ports = new Map<Runtime.Port, number>();
  #due = new Map<number, ReturnType<typeof setTimeout>>();

  constructor(private readonly source: PopupSource) {}

  /** Must be called synchronously when the background starts. */
  listen(): void {
    browser.runtime.onConnect.addListener((port) => {
      // Only pages of the extension itself can connect; content scripts have no business here.
      if (port.name !== popupPort || port.sender?.id !== browser.runtime.id || isContentScript(port)) return;
      port.onMessage.addListener((message: unknown) => void this.#onAsk(port, message as PopupAsk));
      port.onDisconnect.addListener(() => this.#ports.delete(port));
    });
  }

  /** A tab's report has changed. */
  changed(tabId: number): void {
    if (this.#due.has(tabId) || ![...this.#ports.values()].includes(tabId)) return;
    this.#due.set(
      tabId,
      setTimeout(() => {
        this.#due.delete(tabId);
        for (const [port, wanted] of this.#ports) if (wanted === tabId) void this.#report(port, tabId);
      }, pace),
    );
  }

  /** Every tab's report may be another now. */
  allChanged(): void {
    for (const tabId of new Set(this.#ports.values())) this.changed(tabId);
  }

  async #onAsk(port: Runtime.Port, message: PopupAsk): Promise<void> {
    if (message.ask === 'report') {
      this.#ports.set(port, message.tabId);
      await this.#report(port, message.tabId);
    } else if (message.ask === 'export') {
      const { visitId, format } = message;
      try {
        const file = await this.source.exportVisit(visitId, format);
        if (file) answer(port, { answer: 'export', format, ...file });
        else answer(port, { answer: 'error', format, message: 'errorVisitGone' });
      } catch {
        answer(port, { answer: 'error', format, message: 'errorExport' });
      }
    }
  }

  async #report(port: Runtime.Port, tabId: number): Promise<void> {
    try {
      answer(port, { answer: 'report', tabId, ...(await this.source.reportFor(tabId)) });
    } catch {
      answer(port, { answer: 'error', format: null, message: 'errorReport' });
    }
  }
}

/** A popup page opened in a tab has a tab too; only its URL tells it from a content script. */
function isContentScript({ sender }: Runtime.Port): boolean {
  return !sender?.url?.startsWith(browser.runtime.getURL(''));
}

function answer(port: Runtime.Port, message: PopupAnswer): void {
  try {
    port.postMessage(message);
  } catch {
    // It has closed.
  }
}
