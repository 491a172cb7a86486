import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where Debian and Homebrew put programs; root's PATH has them all, a person's may lack some. */
const folders = ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin', '/opt/homebrew/bin'];

const find = (name) => folders.map((folder) => join(folder, name)).find(existsSync) ?? null;

/** @returns {{ server: string, admin: string } | null} the TURN server coturn: the server, and what adds users to it */
export function findCoturn() {
  const [server, admin] = [find('turnserver'), find('turnadmin')];
  return server && admin ? { server, admin } : null;
}
