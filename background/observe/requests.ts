import browser, { type WebRequest } from 'webextension-polyfill';
import type { Observation } from '../../extension/model/observation.ts';
import { bodyOf } from './body.ts';
import { canSeeConnections, proxyOf, serverAddress, tlsOf } from './connection.ts';
import { type Place, placeOfRequest, type RequestDetails } from './frames.ts';

/** Where an observation came from, by the browser's word. */
export interface Origin {
  /** -1 where the browser names no tab: a service or shared worker's request. */
  tabId: number;
  /** Origin or URL of the page or worker that sent it, or null. */
  initiator: string | null;
  /** Where in the tab; of no meaning without one. */
  place: Place;
  /** Whether it was sent in a private window; null where the browser does not say (Chromium). */
  private: boolean | null;
  /** Firefox's id of the tab's container; null outside of containers, and where there are none (Chromium). */
  container: string | null;
}

export type OnObservation = (observation: Observation, origin: Origin) => void;

interface Details extends RequestDetails {
  tabId: number;
  originUrl?: string;
  incognito?: boolean;
  cookieStoreId?: string;
}

function originOf(details: Details): Origin {
  const { tabId, initiator, documentUrl, originUrl, incognito, cookieStoreId } = details;
  return {
    tabId,
    initiator: documentUrl ?? originUrl ?? initiator ?? null,
    place: placeOfRequest(details),
    private: incognito ?? null,
    // The two others are `firefox-default` and `firefox-private`.
    container: cookieStoreId?.startsWith('firefox-container-') ? cookieStoreId : null,
  };
}

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
      {
        ...sent(details),
        what: 'response',
        ip: serverAddress(details),
        proxy: proxyOf(details),
        to: details.redirectUrl ?? null,
      },
      originOf(details),
    );
  };
  const onErrorOccurred = (details: WebRequest.OnErrorOccurredDetailsType) => {
    if (!chosen(details) || isPreflight(details)) return;
    onObservation(
      { ...sent(details), what: 'failure', ip: serverAddress(details), error: details.error },
      originOf(details),
    );
  };

  const { webRequest } = browser;
  const connections = tabId === null ? null : listenToConnections(filter, onObservation);
  webRequest.onBeforeRequest.addListener(onBeforeRequest, filter, ['requestBody']);
  webRequest.onSendHeaders.addListener(onSendHeaders, filter, sendHeaderOptions());
  webRequest.onBeforeRedirect.addListener(onAnswer, filter);
  webRequest.onResponseStarted.addListener(onAnswer, filter);
  webRequest.onErrorOccurred.addListener(onErrorOccurred, filter);
  return () => {
    connections?.();
    webRequest.onBeforeRequest.removeListener(onBeforeRequest);
    webRequest.onSendHeaders.removeListener(onSendHeaders);
    webRequest.onBeforeRedirect.removeListener(onAnswer);
    webRequest.onResponseStarted.removeListener(onAnswer);
    webRequest.onErrorOccurred.removeListener(onErrorOccurred);
  };
}

/** Ways of encryption that are remembered as told, for as long as a tab is listened to. */
const maxTold = 2000;

/**
 * By what connections answers come. Firefox tells it to a blocking listener only, and only while that runs; this one
 * returns nothing, so that no request is changed and none waits for the answer to what is asked here.
 *
 * @returns null in Chromium, which does not tell it
 */
function listenToConnections(filter: WebRequest.RequestFilter, onObservation: OnObservation): Silence | null {
  if (!canSeeConnections()) return null;
  const told = new Set<string>();
  const ask = async (details: WebRequest.OnHeadersReceivedDetailsType) => {
    const tls = await tlsOf(details.requestId);
    if (tls === null) return;
    const { version, cipher, weak, certificate } = tls;
    const key = [new URL(details.url).host, version, cipher, weak, certificate].join(' ');
    if (told.has(key)) return;
    if (told.size >= maxTold) told.clear();
    told.add(key);
    onObservation({ ...sent(details), what: 'connection', tls }, originOf(details));
  };
  const listener = (details: WebRequest.OnHeadersReceivedDetailsType): undefined => {
    // A request that is over by then has nothing to tell.
    if (/^(?:https|wss):/.test(details.url) && !isPreflight(details)) void ask(details).catch(() => {});
  };
  const { onHeadersReceived } = browser.webRequest;
  onHeadersReceived.addListener(listener, filter, ['blocking']);
  return () => onHeadersReceived.removeListener(listener);
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
