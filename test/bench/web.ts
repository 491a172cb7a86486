import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A running page server: what its hosts are mapped to, and how many requests it has answered. */
export interface Web {
  /** Host name to `address:port`, for Chromium's host resolver rules. */
  hosts: Record<string, string>;
  /** Requests answered since the last call, pages and favicons apart. */
  served(): Promise<number>;
  close(): void;
}

function messageFrom(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error('the page server ended'));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message);
    });
  });
}

/** Starts page-server.ts for these host names. */
export async function startWeb(names: readonly string[]): Promise<Web> {
  const child = fork(fileURLToPath(new URL('page-server.ts', import.meta.url)), names);
  const { hosts } = (await messageFrom(child)) as Pick<Web, 'hosts'>;
  return {
    hosts,
    async served() {
      const reply = messageFrom(child);
      child.send('count');
      return ((await reply) as { served: number }).served;
    },
    close: () => void child.kill(),
  };
}
