/** Milliseconds: quiet time after which a batch is written, and the longest that anything waits. */
export const soft = 250;
export const hard = 1000;
/** After a failed write. A full disk does not empty within a second. */
const again = 10_000;

/**
 * Collects what changed and writes it in one go: after a quiet moment, but never later than the hard bound, so that
 * what was observed longer ago than that survives the worker's death. A failed write is tried again with the next one.
 */
export class Batch<T> {
  #pending = new Set<T>();
  #timer: ReturnType<typeof setTimeout> | null = null;
  #since = 0;
  #writing: Promise<void> = Promise.resolve();
  #failed = false;

  /** @param now milliseconds on a clock that nobody can set back: else a batch might wait for hours */
  constructor(
    private readonly write: (items: T[]) => Promise<void>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Whether the last write failed: what is pending is in memory only. */
  get failed(): boolean {
    return this.#failed;
  }

  add(item: T): void {
    const now = this.now();
    if (this.#pending.size === 0) this.#since = now;
    this.#pending.add(item);
    // After a failure the next try has its time, however much comes in until then.
    if (this.#failed && this.#timer !== null) return;
    this.#schedule(Math.max(0, Math.min(soft, this.#since + hard - now)));
  }

  /** Writes what waits, after what is being written. */
  flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const items = [...this.#pending];
    this.#pending.clear();
    if (items.length === 0) return this.#writing;
    this.#writing = this.#writing.then(() =>
      this.write(items).then(
        () => {
          this.#failed = false;
        },
        () => {
          this.#failed = true;
          for (const item of items) this.#pending.add(item);
          this.#schedule(again);
        },
      ),
    );
    return this.#writing;
  }

  /** Takes out what waits, unwritten. */
  drop(items: Iterable<T>): void {
    for (const item of items) this.#pending.delete(item);
  }

  /** Does something after what is being written, and before anything else is. */
  between<R>(step: () => Promise<R>): Promise<R> {
    const done = this.#writing.then(step);
    this.#writing = done.then(
      () => {},
      () => {
        this.#failed = true;
      },
    );
    return done;
  }

  #schedule(delay: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), delay);
  }
}
