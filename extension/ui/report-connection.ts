import browser, { type Runtime } from 'webextension-polyfill';
import {
  type ExportAnswer,
  type PopupAnswer,
  type PopupAsk,
  popupPort,
  type ReportAnswer,
} from '../model/popup-protocol.ts';

const retryEvery = 500;

/** `restarting`: the worker is gone and has not answered again yet; the last answer may be out of date. */
export interface Reception {
  link: 'connecting' | 'live' | 'restarting';
  answer: ReportAnswer | null;
}

type ExportAsk = Extract<PopupAsk, { ask: 'export' }>;
interface WaitingExport {
  ask: ExportAsk;
  resolve: (answer: ExportAnswer) => void;
  reject: (error: ExportError) => void;
}

/** An export that failed; `key` names the message that says why. */
export class ExportError extends Error {
  constructor(readonly key: string) {
    super(key);
  }
}

/**
 * Stays connected to the background for as long as the page lives. When the worker dies, the port closes: connects
 * again at once, which wakes the worker, and every half second after that until an answer comes.
 */
export class ReportConnection {
  #reception: Reception = { link: 'connecting', answer: null };
  #port: Runtime.Port | null = null;
  #heard = false;
  #retry: ReturnType<typeof setTimeout> | null = null;
  #closed = false;
  readonly #listeners = new Set<(reception: Reception) => void>();
  #exports: WaitingExport[] = [];

  constructor(private readonly tabId: number) {
    this.#connect();
  }

  get reception(): Reception {
    return this.#reception;
  }

  /** Calls back at every change; returns how to stop that. */
  listen(listener: (reception: Reception) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  askAgain(): void {
    this.#post({ ask: 'report', tabId: this.tabId });
  }

  /** @throws ExportError */
  export(ask: ExportAsk): Promise<ExportAnswer> {
    return new Promise((resolve, reject) => {
      this.#exports.push({ ask, resolve, reject });
      if (!this.#post(ask)) this.#failExports(() => true, 'exportInterrupted');
    });
  }

  close(): void {
    this.#closed = true;
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#port?.disconnect();
    this.#failExports(() => true, 'exportInterrupted');
  }

  #connect(): void {
    this.#retry = null;
    this.#heard = false;
    try {
      const port = browser.runtime.connect({ name: popupPort });
      this.#port = port;
      port.onMessage.addListener((message) => this.#hear(message as PopupAnswer));
      port.onDisconnect.addListener(() => this.#lost());
      port.postMessage({ ask: 'report', tabId: this.tabId } satisfies PopupAsk);
    } catch {
      this.#lost();
    }
  }

  #hear(message: PopupAnswer): void {
    if (message.answer === 'report') {
      if (message.tabId !== this.tabId) return;
      this.#heard = true;
      this.#receive({ link: 'live', answer: message });
    } else if (message.answer === 'export') {
      const waiting = this.#exports.find(({ ask }) => ask.format === message.format);
      this.#exports = this.#exports.filter((other) => other !== waiting);
      waiting?.resolve(message);
    } else {
      this.#failExports(({ ask }) => ask.format === message.format, message.message);
    }
  }

  #lost(): void {
    this.#port = null;
    if (this.#closed) return;
    this.#failExports(() => true, 'exportInterrupted');
    this.#receive({ ...this.#reception, link: 'restarting' });
    // A port that never answered must not be opened again in a tight circle.
    if (this.#heard) this.#connect();
    else this.#retry ??= setTimeout(() => this.#connect(), retryEvery);
  }

  #post(ask: PopupAsk): boolean {
    try {
      this.#port?.postMessage(ask);
      return this.#port !== null;
    } catch {
      return false;
    }
  }

  #receive(reception: Reception): void {
    this.#reception = reception;
    for (const listener of this.#listeners) listener(reception);
  }

  #failExports(which: (waiting: WaitingExport) => boolean, key: string): void {
    const failed = this.#exports.filter(which);
    this.#exports = this.#exports.filter((waiting) => !which(waiting));
    for (const { reject } of failed) reject(new ExportError(key));
  }
}
