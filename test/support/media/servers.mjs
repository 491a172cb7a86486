import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Where Debian and Homebrew put programs; root's PATH has them all, a person's may lack some. */
const folders = ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin', '/opt/homebrew/bin'];

const find = (name) => folders.map((folder) => join(folder, name)).find(existsSync) ?? null;

/** @returns {{ server: string, admin: string } | null} the TURN server coturn: the server, and what adds users to it */
export function findCoturn() {
  const [server, admin] = [find('turnserver'), find('turnadmin')];
  return server && admin ? { server, admin } : null;
}

/** @returns {{ server: string, modules: string } | null} the media server Janus, and the folder of its plugins */
export function findJanus() {
  const server = find('janus');
  const libraries = [
    '/usr/lib',
    ...(existsSync('/usr/lib') ? readdirSync('/usr/lib').map((each) => `/usr/lib/${each}`) : []),
  ];
  const modules = libraries
    .map((folder) => join(folder, 'janus'))
    .find((folder) => existsSync(join(folder, 'plugins/libjanus_audiobridge.so')));
  return server && modules ? { server, modules } : null;
}
