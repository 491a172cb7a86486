import type { Time } from '../../extension/model/vocabulary.ts';

/** Bodies that are remembered, and for how many milliseconds: request and probe tell of the same one within this. */
const most = 200;
const patience = 15_000;

interface Told {
  tabId: number;
  url: string;
  at: Time;
  by: 'request' | 'probe';
  /** Of a request: whether it showed the body. */
  shown: boolean;
}

/**
 * Joins what requests and the probe tell of the same body. Chromium shows no Blob with its request, Firefox does; either
 * may be told first. In memory only: after the worker's death a body that nobody showed stays unread.
 */
export class Bodies {
  #told: Told[] = [];

  /** A request was told of. @returns whether the probe has read its body already */
  requested(tabId: number, url: string, at: Time, shown: boolean): boolean {
    if (this.#take(tabId, url, at, 'probe')) return true;
    this.#add({ tabId, url, at, by: 'request', shown });
    return false;
  }

  /** The probe has read a body. @returns what the request had told: nothing yet, the same body, or that it had none to show */
  read(tabId: number, url: string, at: Time): 'first' | 'again' | 'unread' {
    const request = this.#take(tabId, url, at, 'request');
    if (request) return request.shown ? 'again' : 'unread';
    this.#add({ tabId, url, at, by: 'probe', shown: true });
    return 'first';
  }

  #take(tabId: number, url: string, at: Time, by: Told['by']): Told | null {
    const plain = withoutFragment(url);
    const index = this.#told.findIndex(
      (it) => it.tabId === tabId && it.by === by && it.url === plain && Math.abs(it.at - at) < patience,
    );
    return index < 0 ? null : (this.#told.splice(index, 1)[0] ?? null);
  }

  #add(told: Told): void {
    this.#told.push({ ...told, url: withoutFragment(told.url) });
    if (this.#told.length > most) this.#told.shift();
  }
}

/** No fragment is sent, and not every browser tells it with the request. */
const withoutFragment = (url: string): string => url.split('#', 1)[0] ?? '';
