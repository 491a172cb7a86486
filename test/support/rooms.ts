import { readFile } from 'node:fs/promises';
import type { Answer, Internet, Received } from './internet.ts';
import { putVoiceRooms } from './media/rooms.ts';
import { planted, plantedPing } from './planted.ts';

/** Pages to point a browser at, once `openRooms` ran. */
export const rooms = {
  /** The real Agora SDK. Waits for a click; with `?auto` it joins at once. */
  agora: 'https://rooms.example/lotus',
  /**
   * Voice without any third party, but for a ping in plain http, as in the founding case. An http page, because no
   * browser lets an https page ask for anything over http any more.
   */
  clean: 'http://rooms.example/clean',
  /** No voice: three hundred requests to thirty hosts. */
  ordinary: 'https://ordinary.example/',
} as const;

/** Third parties of the ordinary page: thirty registrable domains. */
export const ordinaryHosts = Array.from({ length: 30 }, (_, i) => `www.third-party-${i + 1}.example`);
export const ordinaryRequests = 300;

const here = new URL('../sdk/rooms/', import.meta.url);
const agoraBundle = new URL('../../node_modules/agora-rtc-sdk-ng/AgoraRTC_N-production.js', import.meta.url);

/** Puts the demo rooms on the internet. Their sources are in test/sdk/rooms. */
export async function openRooms(net: Internet): Promise<void> {
  const script = (source: string) => ({ type: 'text/javascript; charset=utf-8', body: source });
  const file = async (path: string, type: string): Promise<Answer> => ({
    type: `${type}; charset=utf-8`,
    body: await readFile(new URL(path, here)),
  });
  const html = (path: string) => () => file(path, 'text/html');
  const js = (path: string) => () => file(path, 'text/javascript');

  await net.site(
    'rooms.example',
    serve({
      '/lotus': html('agora/index.html'),
      '/lotus/room.js': js('agora/room.js'),
      '/clean': html('clean/index.html'),
      '/clean/room.js': js('clean/room.js'),
      '/room.css': () => file('room.css', 'text/css'),
      '/planted.js': () =>
        script(`export const planted = ${JSON.stringify(planted)};
export const plantedPing = ${JSON.stringify(plantedPing)};`),
      '/sdk/agora-rtc.js': async () => ({
        type: 'text/javascript; charset=utf-8',
        body: await readFile(agoraBundle),
      }),
    }),
  );

  await net.site(
    'ordinary.example',
    serve({
      '/': html('ordinary/index.html'),
      '/page.js': js('ordinary/page.js'),
      '/plan.js': () =>
        script(`export const hosts = ${JSON.stringify(ordinaryHosts)};
export const requests = ${ordinaryRequests};`),
    }),
  );
  for (const host of ordinaryHosts) await net.site(host, answerThirdParty);
  await putVoiceRooms(net);
}

function serve(
  routes: Record<string, () => Answer | Promise<Answer>>,
): (request: Received) => Answer | Promise<Answer> {
  return ({ path }) => (Object.hasOwn(routes, path) ? routes[path]?.() : undefined);
}

const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

function answerThirdParty({ path }: Received): Answer {
  if (path.endsWith('.gif')) return { type: 'image/gif', body: pixel };
  if (path.endsWith('.js'))
    return { type: 'text/javascript', body: 'globalThis.thirdPartyScripts = (globalThis.thirdPartyScripts ?? 0) + 1;' };
  return { json: { ok: true } };
}
