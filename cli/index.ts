import type { Command, Io } from './command.ts';
import { loadData } from './data.ts';

/** What `npx earshot` can do. Each command is loaded when it is called, so that one does not pay for another. */
const commands: readonly { name: string; summary: string; load(): Promise<Command> }[] = [
  {
    name: 'where',
    summary: 'whose a host or address is, where it stands, and whose law reaches it',
    load: async () => (await import('./where.ts')).where,
  },
  {
    name: 'scan',
    summary: 'which identifiers captured requests carry, where and in what coats',
    load: async () => (await import('./scan.ts')).scan,
  },
  {
    name: 'report',
    summary: 'what an export of the extension tells, as text or as a report to hand on',
    load: async () => (await import('./report.ts')).report,
  },
];

/** The process as commands see it, and what the launcher knows. */
export interface Process extends Omit<Io, 'data'> {
  /** Makes the address data where it is not there yet; called before data is read. */
  prepare?: () => Promise<void>;
}

/** Runs one command. Resolves with the exit code: 0 done, 1 failed, 2 not understood. Never rejects. */
export async function main(args: readonly string[], { prepare, ...streams }: Process): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    (name === undefined ? streams.err : streams.out)(usage());
    return name === undefined ? 2 : 0;
  }
  if (name === '--version') {
    streams.out(streams.version);
    return 0;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (!command) {
    streams.err(`earshot: there is no command "${name}"\n\n${usage()}`);
    return 2;
  }
  const data = async () => {
    await prepare?.();
    return loadData();
  };
  try {
    return await (await command.load()).run(rest, { ...streams, data });
  } catch (error) {
    streams.err(`earshot: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}

function usage(): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    'usage: earshot COMMAND …',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'earshot COMMAND --help tells more. Nothing that you ask leaves this machine.',
  ].join('\n');
}
