import { readFile } from 'node:fs/promises';
import type { Answer, Internet, Received } from './internet.ts';
import { putVoiceRooms } from './media/rooms.ts';
import { planted, plantedByLivekit, plantedJwt, plantedPing } from './planted.ts';

/** Pages to point a browser at, once `openRooms` ran. */
export const rooms = {
  // Real SDKs. Each waits for a click; with `?auto` it joins at once.
  agora: 'https://rooms.example/lotus',
  trtc: 'https://rooms.example/trtc',
  livekit: 'https://rooms.example/livekit',
  twilio: 'https://rooms.example/twilio',
  /** Calls the peer that the same page is with `?host`. */
  peerjs: 'https://rooms.example/peerjs',
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

/** The rooms that run an SDK: what it is called, and the file that pages load. */
const sdkRooms = [
  { room: 'agora', sdk: 'Agora Web SDK', bundle: 'agora-rtc-sdk-ng/AgoraRTC_N-production.js' },
  { room: 'trtc', sdk: 'Tencent RTC Web SDK', bundle: 'trtc-sdk-v5/trtc.js' },
  { room: 'livekit', sdk: 'LiveKit client SDK', bundle: 'livekit-client/dist/livekit-client.umd.js' },
  { room: 'twilio', sdk: 'Twilio Video SDK', bundle: 'twilio-video/dist/twilio-video.min.js' },
  { room: 'peerjs', sdk: 'PeerJS', bundle: 'peerjs/dist/peerjs.min.js' },
] as const;

const here = new URL('../sdk/rooms/', import.meta.url);
const packages = new URL('../../node_modules/', import.meta.url);

/** Puts the demo rooms on the internet. Their sources are in test/sdk/rooms. */
export async function openRooms(net: Internet): Promise<void> {
  const script = (source: string) => ({ type: 'text/javascript; charset=utf-8', body: source });
  const file = async (path: string, type: string, base = here): Promise<Answer> => ({
    type: `${type}; charset=utf-8`,
    body: await readFile(new URL(path, base)),
  });
  const html = (path: string) => () => file(path, 'text/html');
  const js = (path: string) => () => file(path, 'text/javascript');

  const sdkRoutes: Routes = {};
  for (const { room, sdk, bundle } of sdkRooms) {
    const path = new URL(rooms[room]).pathname;
    sdkRoutes[path] = async () => {
      const template = await readFile(new URL('sdk-room.html', here), 'utf8');
      const body = template.replaceAll('$path', path).replaceAll('$sdk', sdk);
      return { type: 'text/html; charset=utf-8', body };
    };
    sdkRoutes[`${path}/room.js`] = js(`${room}/room.js`);
    sdkRoutes[`${path}/sdk.js`] = () => file(bundle, 'text/javascript', packages);
  }

  await net.site(
    'rooms.example',
    serve({
      ...sdkRoutes,
      '/door.js': js('door.js'),
      '/clean': html('clean/index.html'),
      '/clean/room.js': js('clean/room.js'),
      '/room.css': () => file('room.css', 'text/css'),
      '/planted.js': () =>
        script(
          Object.entries({ planted, plantedByLivekit, plantedJwt, plantedPing })
            .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`)
            .join('\n'),
        ),
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

type Routes = Record<string, () => Answer | Promise<Answer>>;

function serve(routes: Routes): (request: Received) => Answer | Promise<Answer> {
  return ({ path }) => (Object.hasOwn(routes, path) ? routes[path]?.() : undefined);
}

const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

function answerThirdParty({ path }: Received): Answer {
  if (path.endsWith('.gif')) return { type: 'image/gif', body: pixel };
  if (path.endsWith('.js'))
    return { type: 'text/javascript', body: 'globalThis.thirdPartyScripts = (globalThis.thirdPartyScripts ?? 0) + 1;' };
  return { json: { ok: true } };
}
