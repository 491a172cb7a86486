import type { FrameKey, Place } from './observe/frames.ts';

/** Frames that are remembered of each kind. Where there are more, the browser is asked of the oldest anew. */
const most = 2000;

/**
 * Which frames belong to a visit. What a page sent can still be on its way, and be told of, when the tab shows the next
 * one; so nothing belongs to a visit by being told of its tab. It belongs by the site of its page, where the browser says
 * it, or by a frame that is known to stand in a page of the visit, or around it.
 */
export class FramesOfVisit {
  /** In the page that the tab shows. */
  readonly #here = new Set<FrameKey>();
  /** In earlier pages of the same visit. */
  readonly #before = new Set<FrameKey>();
  /** In none, as far as the browser knows. */
  readonly #elsewhere = new Set<FrameKey>();

  /** The tab shows another page of the visit: the frames of the one before are old. */
  committed(page: FrameKey | null): void {
    for (const frame of this.#here) keep(this.#before, frame);
    this.#here.clear();
    this.#elsewhere.clear();
    if (page !== null) this.#add(page);
  }

  /** The browser says that these stand in the page which the tab shows. */
  are(frames: readonly FrameKey[]): void {
    for (const frame of frames) this.#add(frame);
  }

  /** A frame in the page has committed a document. */
  committedFrame({ frame, parent }: Place): void {
    if (frame !== null && (parent === null || this.#here.has(parent))) this.#add(frame);
  }

  /**
   * Whether something came from a page of the visit.
   *
   * @param site of the visit
   * @param now whether it has to be the page that the tab shows
   * @returns null where that is not known before the browser has been asked for the tab's frames
   */
  has({ page, frame, parent }: Place, site: string, now: boolean): boolean | null {
    if (page !== null && page !== site) return false;
    const wasBefore = this.#before.has(frame ?? '');
    if (wasBefore && !now) return true;
    if (page !== null || this.#here.has(frame ?? '') || this.#here.has(parent ?? '')) {
      if (frame !== null) this.#add(frame);
      return true;
    }
    if (!now && this.#before.has(parent ?? '')) return true;
    const key = frame ?? parent;
    return key === null || this.#elsewhere.has(key) ? false : null;
  }

  /** The browser has been asked, and does not know the frame as one of the page. */
  isElsewhere({ frame, parent }: Place): void {
    const key = frame ?? parent;
    if (key !== null) keep(this.#elsewhere, key);
  }

  #add(frame: FrameKey): void {
    this.#elsewhere.delete(frame);
    this.#before.delete(frame);
    keep(this.#here, frame);
  }
}

/** The first of all goes last: it is the page's own. */
function keep(frames: Set<FrameKey>, frame: FrameKey): void {
  if (frames.size >= most && !frames.has(frame)) {
    const [, second = frame] = frames;
    frames.delete(second);
  }
  frames.add(frame);
}
