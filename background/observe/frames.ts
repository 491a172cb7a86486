import browser from 'webextension-polyfill';
import { siteOfUrl } from './site.ts';

/**
 * What names a frame for as long as what it shows is part of one page. In Chromium the document's UUID: a leaving page's
 * own frame is no longer called 0. In Firefox the frame's number, which is given once in the browser's life: documents
 * have names from some version on, and requests that outlive their page never bear one.
 */
export type FrameKey = string;

/** Where in a tab something came from, by the browser's word. */
export interface Place {
  /** Site of the page that it came from, or in a frame of which; null where the browser does not say. */
  page: string | null;
  /** The frame; null where the browser names none. */
  frame: FrameKey | null;
  /** The frame around it; null where there is none, or the browser may name one of another page. */
  parent: FrameKey | null;
}

/** Whether the browser says nothing by which a page could be found. */
export const isNowhere = ({ page, frame, parent }: Place): boolean =>
  page === null && frame === null && parent === null;

/** What the browsers say of a frame, in requests, navigations and lists of frames. */
export interface FrameDetails {
  frameId: number;
  parentFrameId?: number;
  documentId?: string;
  parentDocumentId?: string;
  /** Chromium only: `active`, `prerender`, `cached` or `pending_deletion`. */
  documentLifecycle?: string;
}

const isFirefox = typeof browser.runtime.getBrowserInfo === 'function';

const keyOf = (frameId: number, documentId: string | undefined): FrameKey | null =>
  isFirefox && frameId > 0 ? `frame ${frameId}` : (documentId ?? null);

/**
 * Firefox looks up the document around a frame when it is asked: for a frame that has gone, it is the next page's. So is
 * frame 0, of whichever page.
 */
function parentOf({ parentFrameId = -1, parentDocumentId }: FrameDetails): FrameKey | null {
  if (!isFirefox) return parentDocumentId ?? null;
  return parentFrameId > 0 ? keyOf(parentFrameId, undefined) : null;
}

/** Where a frame stands, of which nothing else is said. */
export function placeOfFrame(details: FrameDetails): Place {
  return { page: null, frame: keyOf(details.frameId, details.documentId), parent: parentOf(details) };
}

/** What the browsers say of a request's origin. Chromium names the initiator's origin, Firefox the URLs of documents. */
export interface RequestDetails extends FrameDetails {
  url: string;
  type: string;
  frameType?: string;
  initiator?: string;
  documentUrl?: string;
  frameAncestors?: { url: string }[];
}

/** Where a request came from; of a navigation, where it leads to. */
export function placeOfRequest(details: RequestDetails): Place {
  return { ...placeOfFrame(details), page: siteOfUrl(pageUrl(details) ?? '') };
}

function pageUrl({ url, type, frameId, frameType, initiator, documentUrl, frameAncestors }: RequestDetails) {
  if (type === 'main_frame') return url;
  if (frameId === 0 || frameType === 'outermost_frame') return documentUrl ?? initiator;
  // From the innermost to the page; none in requests that outlive their page.
  return frameAncestors?.at(-1)?.url;
}

/**
 * Where a message came from.
 *
 * @param site of the page that the tab showed when the browser handed the message over
 * @returns null where the message is the last word of a page that the tab no longer showed
 */
export function placeOfSender(
  sender: { frameId?: number; documentId?: string; documentLifecycle?: string; url?: string },
  site: string,
): Place | null {
  const { frameId = 0, documentId, documentLifecycle, url } = sender;
  if (frameId === 0 && url !== undefined && siteOfUrl(url) !== site) return null;
  // Chromium tells what became of the document, at the moment of which it tells what the tab shows.
  const isShown = documentLifecycle === undefined ? frameId === 0 : documentLifecycle === 'active';
  return { page: isShown ? site : null, frame: keyOf(frameId, documentId), parent: null };
}

/** The page that a tab shows: the URL in its own frame, null where there is none, and what names it and the frames in it. */
export async function framesOf(tabId: number): Promise<{ url: string | null; frames: FrameKey[] }> {
  const all = ((await browser.webNavigation.getAllFrames({ tabId })) ?? []) as (FrameDetails & { url: string })[];
  const shown = all.filter(({ documentLifecycle: state }) => state === undefined || state === 'active');
  return {
    url: shown.find(({ frameId }) => frameId === 0)?.url ?? null,
    frames: shown.flatMap(({ frameId, documentId }) => keyOf(frameId, documentId) ?? []),
  };
}
