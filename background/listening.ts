import type { Silence } from './observe/requests.ts';

/** How the browser is listened to. */
export interface Ears {
  /** Listens to one tab; null: to what carries no tab. */
  listenToTab(tabId: number | null): Silence;
  listenToNavigation(): Silence;
}

/** What is listened to while visits are open: their tabs, where these go, and what their workers send. */
export class Listening {
  readonly #tabs = new Map<number | null, Silence>();
  /** Tabs whose page has a service worker, whose requests carry no tab. */
  readonly #controlled = new Set<number>();
  #navigation: Silence | null = null;

  constructor(private readonly ears: Ears) {}

  begin(tabId: number): void {
    this.#listen(tabId);
    this.#navigation ??= this.ears.listenToNavigation();
  }

  /** Requests without a tab can only be heard by hearing everything: only while a page with a service worker talks. */
  beginWorkers(tabId: number): void {
    this.#controlled.add(tabId);
    this.#listen(null);
  }

  hasWorker(tabId: number): boolean {
    return this.#controlled.has(tabId);
  }

  end(tabId: number): void {
    this.#controlled.delete(tabId);
    this.#silence(tabId);
    if (this.#controlled.size === 0) this.#silence(null);
    if (this.#tabs.size > 0) return;
    this.#navigation?.();
    this.#navigation = null;
  }

  #listen(tabId: number | null): void {
    if (!this.#tabs.has(tabId)) this.#tabs.set(tabId, this.ears.listenToTab(tabId));
  }

  #silence(tabId: number | null): void {
    this.#tabs.get(tabId)?.();
    this.#tabs.delete(tabId);
  }
}
