import { join } from 'node:path';
import { main } from '../../cli/index.ts';
import { compileNetworks } from '../../tools/networks/compile.ts';
import { readOptions } from '../../tools/networks/sources.ts';

/** A day on which the address data is not old yet. */
const today = Date.UTC(2026, 10, 22);

export interface Said {
  code: number;
  out: string;
  err: string;
}

/** Runs `earshot …` in this process, with the shipped facts. */
export async function earshot(...args: string[]): Promise<Said> {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await main(args, {
    version: '0.0.0',
    out: (text) => out.push(`${text}\n`),
    err: (text) => err.push(`${text}\n`),
    columns: 100,
    now: () => today,
    prepare: async () => compileNetworks(readOptions([], join(import.meta.dirname, '../../build/networks')), () => {}),
  });
  return { code, out: out.join(''), err: err.join('') };
}
