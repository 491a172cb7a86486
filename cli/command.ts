import type { Data } from './data.ts';

/** What a command may use of the process: given, so that tests can give their own. */
export interface Io {
  /** Writes a line (or several) to standard output. */
  out(text: string): void;
  /** Writes a line (or several) to standard error. */
  err(text: string): void;
  /** Characters of a line of the terminal; what is not written to one has 100. */
  columns: number;
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Of this program. */
  version: string;
  /** Catalogue and address data. @throws where the catalogue cannot be read */
  data(): Promise<Data>;
}

export interface Command {
  name: string;
  /** Resolves with the exit code: 0 done, 1 failed, 2 not understood. */
  run(args: readonly string[], io: Io): Promise<number>;
}
