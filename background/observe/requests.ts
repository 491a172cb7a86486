import browser, { type WebRequest } from 'webextension-polyfill';
import type { Observation } from '../../extension/model/observation.ts';
import { bodyOf } from './body.ts';

/** Where an observation came from, by the browser's word. */
export interface Origin {
  /** -1 where the browser names no tab: a service or shared worker's request. */
  tabId: number;
  /** Origin or URL of the page or worker that sent it, or null. */
  initiator: string | null;
  /** Whether it was sent in a private window; null where the browser does not say (Chromium). */
  private: boolean | null;
}

export type OnObservation = (observation: Observation, origin: Origin) => void;

/** Chromium names the initiator's origin, Firefox the URLs of document and origin. */
interface Details {
  tabId: number;
  initiator?: string;
  documentUrl?: string;
  originUrl?: string;
  incognito?: boolean;
}

const originOf = ({ tabId, initiator, documentUrl, originUrl, incognito }: Details): Origin => ({
  tabId,
  initiator: documentUrl ?? originUrl ?? initiator ?? null,
  private: incognito ?? null,
});

/** A preflight asks whether the real request may be sent; it carries no identifier of its own. */
const isPreflight = ({ method, type }: { method: string; type: string }, headers?: { name: string }[]) =>
  method === 'OPTIONS' &&
  type !== 'main_frame' &&
  (headers === undefined || headers.some(({ name }) => name.toLowerCase() === 'access-control-request-method'));

const everything = ['<all_urls>', 'ws://*/*', 'wss://*/*'];

/** Chromium hides cookies, `Referer` and `Origin` unless asked; Firefox does not know the word. */
function sendHeaderOptions(): WebRequest.OnSendHeadersOptions[] {
  const known: Record<string, string> | undefined = Reflect.get(browser.webRequest, 'OnBeforeSendHeadersOptions');
  const extra = known && Object.values(known).includes('extraHeaders') ? ['extraHeaders'] : [];
  return ['requestHeaders', ...extra] as WebRequest.OnSendHeadersOptions[];
}

/**
 * Requests to the RTC providers' domains, from any tab: the one listener that is always there. Listening to everything
 * everywhere makes ordinary pages half as dear again before any work is done (docs/architecture.md).
 * Must be called synchronously when the background starts, so that it is woken for these.
 */
export function listenForProviders(patterns: string[], onObservation: OnObservation): Silence {
  const listener = (details: WebRequest.OnBeforeRequestDetailsType) => {
    if (!isPreflight(details)) onObservation(started(details), originOf(details));
    return undefined;
  };
  browser.webRequest.onBeforeRequest.addListener(listener, { urls: patterns }, ['requestBody']);
  return () => browser.webRequest.onBeforeRequest.removeListener(listener);
}

/** Takes listeners away again. */
export type Silence = () => void;

/**
 * Everything that one tab sends, while it is a voice visit. The browser applies the filter before it crosses into the
 * extension, so other tabs cost next to nothing.
 *
 * @param tabId the tab, or null for requests that carry no tab: service and shared workers'
 * @param isProvider whether a URL is already seen by the listener for the providers
 */
export function listenToTab(
  tabId: number | null,
  isProvider: (url: string) => boolean,
  onObservation: OnObservation,
): Silence {
  // A tabId of -1 in a filter means "any tab" to Chromium: without a tab the callback has to choose.
  const filter: WebRequest.RequestFilter = tabId === null ? { urls: everything } : { urls: everything, tabId };
  const chosen = (details: { tabId: number }) => tabId !== null || details.tabId < 0;

  const onBeforeRequest = (details: WebRequest.OnBeforeRequestDetailsType) => {
    if (chosen(details) && !isProvider(details.url) && !isPreflight(details)) {
      onObservation(started(details), originOf(details));
    }
    return undefined;
  };
  const onSendHeaders = (details: WebRequest.OnSendHeadersDetailsType) => {
    if (!chosen(details) || isPreflight(details, details.requestHeaders)) return;
    const headers = (details.requestHeaders ?? []).flatMap(({ name, value }) => (value ? [{ name, value }] : []));
    onObservation({ ...sent(details), what: 'headers', headers }, originOf(details));
  };
  const onAnswer = (
    details: WebRequest.OnResponseStartedDetailsType & Partial<WebRequest.OnBeforeRedirectDetailsType>,
  ) => {
    if (!chosen(details) || isPreflight(details)) return;
    onObservation(
      { ...sent(details), what: 'response', ip: details.ip ?? null, to: details.redirectUrl ?? null },
      originOf(details),
    );
  };
  const onErrorOccurred = (details: WebRequest.OnErrorOccurredDetailsType) => {
    if (!chosen(details) || isPreflight(details)) return;
    onObservation(
      { ...sent(details), what: 'failure', ip: details.ip ?? null, error: details.error },
      originOf(details),
    );
  };

  const { webRequest } = browser;
  webRequest.onBeforeRequest.addListener(onBeforeRequest, filter, ['requestBody']);
  webRequest.onSendHeaders.addListener(onSendHeaders, filter, sendHeaderOptions());
  webRequest.onBeforeRedirect.addListener(onAnswer, filter);
  webRequest.onResponseStarted.addListener(onAnswer, filter);
  webRequest.onErrorOccurred.addListener(onErrorOccurred, filter);
  return () => {
    webRequest.onBeforeRequest.removeListener(onBeforeRequest);
    webRequest.onSendHeaders.removeListener(onSendHeaders);
    webRequest.onBeforeRedirect.removeListener(onAnswer);
    webRequest.onResponseStarted.removeListener(onAnswer);
    webRequest.onErrorOccurred.removeListener(onErrorOccurred);
  };
}

const sent = ({ url, timeStamp, type }: { url: string; timeStamp: number; type: string }) => ({
  url,
  at: timeStamp,
  type,
});

const started = (details: WebRequest.OnBeforeRequestDetailsType): Observation => ({
  ...sent(details),
  what: 'request',
  method: details.method,
  body: bodyOf(details.requestBody),
});
