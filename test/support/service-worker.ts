import type { Answer, Received } from './internet.ts';

/**
 * A site with a service worker at `/worker.js`, which takes over every page of it at once where a page registers it.
 *
 * @param does what else the worker does: a script
 */
export function siteWithWorker(page: (path: string) => Answer, does: string): (request: Received) => Answer {
  const worker = `addEventListener('install', () => skipWaiting());
    addEventListener('activate', (event) => event.waitUntil(clients.claim()));
    ${does}`;
  return ({ path }) => (path === '/worker.js' ? { type: 'text/javascript', body: worker } : page(path));
}
