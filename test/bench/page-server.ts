import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import { addressOf } from './internet-of-its-own.ts';
import { site, sitePages } from './pages.ts';

/**
 * The web as the bench knows it: a process of its own, so that its work is no part of the measured browser's.
 * Arguments: the host names to serve. Each gets an address and port of its own, so that a browser opens
 * one connection for each host, as on the web, instead of sharing one for all.
 * Says `{ hosts: { name: 'address:port' } }` once, and answers `count` with how many requests came since the last.
 */
const names = process.argv.slice(2);
const gif = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
const script = `globalThis.ran = (globalThis.ran ?? 0) + 1; /*${'x'.repeat(700)}*/`;
let served = 0;

function answer(request: Http2ServerRequest, response: Http2ServerResponse): void {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const kind = path.split('/')[1] ?? '';
  const host = request.authority || request.headers.host;
  const page = host === site ? sitePages[path] : undefined;
  const image = kind === 'image' || kind === 'favicon.ico';
  const type = page ? 'text/html' : image ? 'image/gif' : kind === 'script' ? 'text/javascript' : 'application/json';
  if (!page && kind !== 'favicon.ico') served += 1;
  response.writeHead(200, {
    'content-type': type,
    'cache-control': 'no-store',
    'access-control-allow-origin': '*',
    'timing-allow-origin': '*',
  });
  response.end(page ?? (image ? gif : kind === 'script' ? script : '{"ok":1}'));
}

const { private: key, cert } = await generate([{ name: 'commonName', value: 'bench' }], {
  keyType: 'ec',
  algorithm: 'sha256',
});
const hosts: Record<string, string> = {};
for (const [i, name] of names.entries()) {
  const server = createSecureServer({ key, cert, allowHTTP1: true }, (request, response) => {
    // A body must be read to its end before the answer, or the browser sees the connection cut.
    request
      .on('end', () => answer(request, response))
      .on('error', () => {})
      .resume();
  });
  // Browsers that close leave half-open sessions behind; that is no error of the server.
  server.on('sessionError', () => {});
  const address = addressOf(i);
  await new Promise<void>((listening) => server.listen(0, address, listening));
  hosts[name] = `${address}:${(server.address() as AddressInfo).port}`;
}
process.on('message', (message) => {
  if (message !== 'count') return;
  process.send?.({ served });
  served = 0;
});
process.on('disconnect', () => process.exit());
process.send?.({ hosts });
