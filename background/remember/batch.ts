/** Milliseconds: quiet time after which a batch is written, and the longest that anything waits. */
export const soft = 250;
export const hard = 1000;

/**
 * Collects what changed and writes it in one go: after a quiet moment, but never later than the hard bound, so that
 * what was observed longer ago than that survives the worker's death. A failed write is tried again with the next one.
 */
export class Batch<T> {
  #pending = new Set<T>();
  #timer: ReturnType<typeof setTimeout> | null = null;
  #since = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(private readonly write: (items: T[]) => Promise<void>) {}

  add(item: T): void {
    const now = Date.now();
    if (this.#pending.size === 0) this.#since = now;
    this.#pending.add(item);
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), Math.max(0, Math.min(soft, this.#since + hard - now)));
  }

  /** Writes what waits, after what is being written. */
  flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const items = [...this.#pending];
    this.#pending.clear();
    if (items.length === 0) return this.#writing;
    this.#writing = this.#writing.then(() =>
      this.write(items).catch(() => {
        for (const item of items) this.#pending.add(item);
      }),
    );
    return this.#writing;
  }
}
