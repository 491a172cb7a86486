/**
 * Shards in memory: read when first needed, checked, unpacked, and dropped again, the least recently used first.
 * A shard that fails its check stays out for good; one that could not be read is tried again when next asked for.
 */

/** Reads a packaged file by name; rejects where it cannot. */
export type ReadFile = (file: string) => Promise<Uint8Array<ArrayBuffer>>;

/** SHA-256, as `(bytes) => crypto.subtle.digest('SHA-256', bytes)` gives it. */
export type Digest = (bytes: Uint8Array<ArrayBuffer>) => Promise<ArrayBuffer>;

/** A packaged file that could not be used. */
export interface DataProblem {
  file: string;
  /** `missing`: could not be read. `damaged`: is not what the compiler wrote. */
  kind: 'missing' | 'damaged';
  /** English, for exports and logs. */
  detail: string;
}

/** A shard's place in the store. `content` is null until it is loaded and after it was dropped. */
export interface Shard<Content> {
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly unpack: (bytes: Uint8Array) => { content: Content; memory: number };
  content: Content | null;
  memory: number;
  usedAt: number;
  loading: Promise<Content | null> | null;
  damaged: boolean;
}

export class ShardStore {
  readonly problems: DataProblem[] = [];
  readonly #read: ReadFile;
  readonly #digest: Digest | null;
  readonly #keep: number;
  readonly #loaded = new Set<Shard<unknown>>();
  #memory = 0;
  #uses = 0;

  /**
   * @param digest null where there is none: then only lengths and structure are checked.
   * @param keep Bytes of unpacked shards that are kept; one shard is kept however large.
   */
  constructor(read: ReadFile, digest: Digest | null, keep: number) {
    this.#read = read;
    this.#digest = digest;
    this.#keep = keep;
  }

  /** Bytes of the unpacked shards that are in memory. */
  get memory(): number {
    return this.#memory;
  }

  /** The shard's content if it is in memory, else null. */
  peek<Content>(shard: Shard<Content>): Content | null {
    shard.usedAt = ++this.#uses;
    return shard.content;
  }

  /** The shard's content, or null where it could not be read or is damaged: `problems` says why. Never rejects. */
  async load<Content>(shard: Shard<Content>): Promise<Content | null> {
    const loaded = this.peek(shard);
    if (loaded !== null || shard.damaged) return loaded;
    // Several addresses of one page ask for the same shard at once.
    shard.loading ??= this.#fetch(shard).finally(() => {
      shard.loading = null;
    });
    return shard.loading;
  }

  /** Reads a file and checks it; null where that fails. Never rejects. */
  async readChecked(file: string, expected: { sha256: string; bytes: number } | null) {
    let bytes: Uint8Array<ArrayBuffer>;
    try {
      bytes = await this.#read(file);
    } catch (error) {
      return this.report(file, 'missing', `could not be read: ${messageOf(error)}`);
    }
    if (!expected) return bytes;
    if (bytes.length !== expected.bytes) {
      return this.report(file, 'damaged', `has ${bytes.length} bytes, not ${expected.bytes}`);
    }
    if (!(await this.matches(bytes, expected.sha256)))
      return this.report(file, 'damaged', 'does not match its checksum');
    return bytes;
  }

  /** Whether bytes have this SHA-256; true where no digest is at hand. */
  async matches(bytes: Uint8Array<ArrayBuffer>, sha256: string): Promise<boolean> {
    if (!this.#digest) return true;
    try {
      return hex(await this.#digest(bytes)) === sha256;
    } catch {
      return false;
    }
  }

  /** Notes a problem, each once. */
  report(file: string, kind: DataProblem['kind'], detail: string): null {
    if (!this.problems.some((problem) => problem.file === file && problem.kind === kind)) {
      this.problems.push({ file, kind, detail });
    }
    return null;
  }

  async #fetch<Content>(shard: Shard<Content>): Promise<Content | null> {
    const bytes = await this.readChecked(shard.file, shard);
    if (bytes) {
      try {
        const { content, memory } = shard.unpack(bytes);
        this.#add(shard, content, memory);
        return content;
      } catch (error) {
        this.report(shard.file, 'damaged', messageOf(error));
      }
    }
    shard.damaged = this.problems.some((problem) => problem.file === shard.file && problem.kind === 'damaged');
    return null;
  }

  #add<Content>(shard: Shard<Content>, content: Content, memory: number): void {
    shard.content = content;
    shard.memory = memory;
    this.#loaded.add(shard);
    this.#memory += memory;
    while (this.#memory > this.#keep && this.#loaded.size > 1) {
      let oldest: Shard<unknown> | null = null;
      for (const other of this.#loaded) {
        if (other !== shard && (!oldest || other.usedAt < oldest.usedAt)) oldest = other;
      }
      if (!oldest) return;
      oldest.content = null;
      this.#loaded.delete(oldest);
      this.#memory -= oldest.memory;
    }
  }
}

function hex(digest: ArrayBuffer): string {
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** What went wrong, in the words of whoever threw it. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
