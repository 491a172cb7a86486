import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import type { TestBrowser, TestPage } from '../browser.ts';
import type { Answer, Internet, Received } from '../internet.ts';
import { planted } from '../planted.ts';
import { type Janus, startJanus } from './janus.ts';
import { type Sfu, startSfu } from './sfu.ts';
import { openSwitchboard } from './switchboard.ts';
import { startTransportServer, type TransportServer, transportHost } from './transport.ts';
import { startTurn, type Turn } from './turn.ts';

/**
 * Rooms in which a real voice flows. With a browser that was started on an internet with the demo rooms on it:
 *
 *     const room = await openVoiceRoom(earshot, net, 'peers', { relay: true });
 *     const report = await reportUntil(earshot, room.pages[0], …);
 *     await room.close();
 *
 * When `openVoiceRoom` is done, voice has been seen to flow out of every page and into it. The first page is the person
 * whose data is planted, the others are `plantedGuest`. Linux only: servers have loopback addresses of their own.
 */
export const voiceRooms = {
  /** From browser to browser, with a data channel. Signalling: a WebSocket to signal.voice-peers.example. */
  peers: 'https://voice-peers.example/',
  /** Through a media server that forwards. Signalling: a WebSocket to sfu.voice-sfu.example. */
  sfu: 'https://voice-sfu.example/',
  /** Through Debian's janus, which mixes, and so hears. Signalling: a WebSocket to janus.voice-mixer.example. */
  mixer: 'https://voice-mixer.example/',
  /** Without WebRTC: audio in binary frames over a WebSocket to media.voice-socket.example. */
  socket: 'https://voice-socket.example/',
  /** Without WebRTC: audio in datagrams or streams of WebTransport to media.voice-transport.example. */
  transport: 'https://voice-transport.example/',
  /** Clips of a MediaRecorder, uploaded to clips.voice-upload.example. One page only; nothing comes back. */
  upload: 'https://voice-upload.example/',
} as const;

export type VoiceRoomKind = keyof typeof voiceRooms;

/** The other person in a room. Further ones have a number after the id. */
export const plantedGuest = { userId: 'user_5120966', displayName: 'Jun Park' } as const;

/** Who the relay knows the person as: how long the name is good for, and whose it is, as in TURN's REST API. */
export const plantedTurnUser = `1700000000:${planted.userId}`;

export interface VoiceRoomOptions {
  /** peers: only through a TURN server, turn.voice-relay.example, as `plantedTurnUser`. */
  relay?: boolean;
  /** peers: asks a STUN server first, turn.voice-relay.example as well. */
  stun?: boolean;
  /** All but peers and upload: how many others there are. One, if not said; a page of the sfu room hears three. */
  guests?: number;
  /** socket, transport: pieces of a MediaRecorder's file. The others need a running AudioContext: Firefox wants a sound device. */
  recorder?: boolean;
  /** socket: samples as they are, instead of Opus. */
  pcm?: boolean;
  /** socket: the WebSocket lives in a dedicated worker. */
  worker?: boolean;
  /** transport: each frame in a stream of its own instead of a datagram. */
  streams?: boolean;
  /** transport: all frames in one stream, to which the page has joined another one. */
  piped?: boolean;
  /** upload: by sendBeacon instead of fetch. */
  beacon?: boolean;
  /** upload: as a ReadableStream. Chromium only, and only over HTTP/2. */
  stream?: boolean;
  /** peers, sfu: end-to-end encryption, by RTCRtpScriptTransform or (Chromium only) createEncodedStreams. */
  e2ee?: 'transform' | 'streams';
  /** peers, sfu: the key that the second page has, if not the first page's. Then nobody hears anybody. */
  guestKey?: string;
}

export interface VoiceBytes {
  sent: number;
  received: number;
}

interface End {
  type: string;
  address: string;
  protocol: string;
}

export interface VoiceRoom {
  readonly pages: [TestPage, ...TestPage[]];
  /** What voice went out of a page and came in, so far. */
  bytes(page: TestPage): Promise<VoiceBytes>;
  /** All but upload and `recorder`: the energy of what the page could decode so far, above zero once a voice was heard. */
  heard(page: TestPage): Promise<number>;
  /** WebRTC rooms: how many streams of voice come in. */
  voices(page: TestPage): Promise<number>;
  /** WebRTC rooms: the two ends of the way that was taken. */
  pair(page: TestPage): Promise<{ local: End; remote: End } | null>;
  /** Peers: what came over the data channel; of binary messages the bytes. */
  messages(page: TestPage): Promise<(string | { bytes: number[] })[]>;
  /** Closes the pages and ends the servers that were started for them. */
  close(): Promise<void>;
}

/** Servers that are running for the rooms of one internet. */
interface Stage {
  sfu: Sfu | null;
  turn: Turn | null;
  janus: Janus | null;
  transport: TransportServer | null;
}

const stages = new WeakMap<Internet, Stage>();
const sfuHost = 'sfu.voice-sfu.example';
const relayHost = 'turn.voice-relay.example';

/** Puts the pages and their signalling on the internet. Their sources are in test/support/voice-rooms. */
export async function putVoiceRooms(net: Internet): Promise<void> {
  const stage: Stage = { sfu: null, turn: null, janus: null, transport: null };
  stages.set(net, stage);

  for (const kind of Object.keys(voiceRooms) as VoiceRoomKind[]) {
    await net.site(new URL(voiceRooms[kind]).host, (request) => answer(kind, request, stage));
  }
  const switchboard = openSwitchboard(({ wants }) => {
    if (!stage.turn || !wants) return [];
    const { port, username, credential } = stage.turn;
    return [
      ...(wants.stun ? [{ urls: `stun:${relayHost}:${port}` }] : []),
      ...(wants.relay ? [{ urls: `turn:${relayHost}:${port}?transport=udp`, username, credential }] : []),
    ];
  });
  await net.site('signal.voice-peers.example', { socket: switchboard.join });
  await net.site('media.voice-socket.example', { socket: openSwitchboard(() => []).join });
  await net.site(transportHost, {}); // an address and a port, at which a server for WebTransport listens over UDP
  await net.site('clips.voice-upload.example', { http2: true, request: () => ({ json: { taken: true } }) });
  await net.site(relayHost, { ports: [] }); // an address, at which nothing speaks HTTP
  const join = (socket: WebSocket, server: Sfu | Janus | null) =>
    server ? server.join(socket) : socket.close(1013, 'No media server is running.');
  await net.site(sfuHost, { socket: (socket) => join(socket, stage.sfu) });
  await net.site('janus.voice-mixer.example', { socket: (socket) => join(socket, stage.janus) });
}

const here = new URL('../voice-rooms/', import.meta.url);
const scripts = [
  '/stage.js',
  ...['/connection.js', '/encryption.js', '/encryption-worker.js', '/frame-cipher.js'],
  ...['/codec.js', '/microphone-worklet.js', '/socket-worker.js', '/voice-frames.js'],
];

async function answer(kind: VoiceRoomKind, { path }: Received, { transport }: Stage): Promise<Answer> {
  const file = async (name: string, type: string) => ({
    type: `${type}; charset=utf-8`,
    body: await readFile(new URL(name, here)),
  });
  if (path === '/') return file('index.html', 'text/html');
  if (path === '/room.css') return file('../../sdk/rooms/room.css', 'text/css');
  if (path === '/room.js') return file(`${kind}.js`, 'text/javascript');
  if (path === '/planted.js') {
    const body = `export const planted = ${JSON.stringify(planted)};
export const plantedGuest = ${JSON.stringify(plantedGuest)};`;
    return { type: 'text/javascript; charset=utf-8', body };
  }
  if (path === '/line.js') {
    const line = { url: transport?.url, digest: transport?.digest };
    return { type: 'text/javascript; charset=utf-8', body: `export const line = ${JSON.stringify(line)};` };
  }
  return scripts.includes(path) ? file(path.slice(1), 'text/javascript') : undefined;
}

/** What the pages show: see test/support/voice-rooms/stage.js. */
interface PageRoom {
  state: 'idle' | 'joining' | 'joined' | 'failed';
  error: string | null;
  bytes(): Promise<VoiceBytes>;
  heard(): Promise<number>;
  voices(): Promise<number>;
  pair(): Promise<{ local: End; remote: End } | null>;
  messages: (string | { bytes: number[] })[];
}
declare const room: PageRoom;

/**
 * Opens a room and starts the servers that it needs.
 *
 * @throws if no voice flows within half a minute; says what the pages say
 */
export async function openVoiceRoom(
  browser: Pick<TestBrowser, 'open'>,
  net: Internet,
  kind: VoiceRoomKind,
  { guests = 1, ...options }: VoiceRoomOptions = {},
): Promise<VoiceRoom> {
  const stage = stages.get(net);
  if (!stage)
    throw new Error('The voice rooms are not on this internet: call putVoiceRooms before the browser starts.');
  const pages: TestPage[] = [];
  const enter = async (guest: number) => {
    const page = await browser.open(addressOf(kind, guest, options));
    pages.push(page);
    return page;
  };
  const close = async () => {
    await Promise.all(pages.map((page) => page.close()));
    await Promise.all([stage.sfu?.close(), stage.turn?.close(), stage.janus?.close()]);
    stage.sfu = stage.turn = stage.janus = null;
  };
  try {
    if (kind === 'sfu') stage.sfu = await startSfu({ address: net.addressOf(sfuHost) });
    if (kind === 'mixer') stage.janus = await startJanus({ room: planted.room });
    // It stays: its port is not free again before the browser has forgotten every session.
    if (kind === 'transport') stage.transport ??= await startTransportServer(net);
    if (options.relay || options.stun) {
      stage.turn = await startTurn({ address: net.addressOf(relayHost), username: plantedTurnUser });
    }
    const first = await enter(0);
    for (let guest = 1; guest <= (kind === 'upload' ? 0 : guests); guest++) await enter(guest);
    const opened: VoiceRoom = {
      pages: [first, ...pages.slice(1)],
      bytes: (page) => page.evaluate(() => room.bytes()),
      heard: (page) => page.evaluate(() => room.heard()),
      voices: (page) => page.evaluate(() => room.voices()),
      pair: (page) => page.evaluate(() => room.pair()),
      messages: (page) => page.evaluate(() => room.messages),
      close,
    };
    for (const page of opened.pages) await flowing(page, kind === 'upload');
    return opened;
  } catch (error) {
    await close();
    throw error;
  }
}

function addressOf(kind: VoiceRoomKind, guest: number, { e2ee, guestKey, ...flags }: VoiceRoomOptions): string {
  const url = new URL(voiceRooms[kind]);
  const set = Object.entries({ auto: true, ...flags }).flatMap(([name, on]) => (on ? [name] : []));
  url.search = [...set, ...(guest > 0 ? [`guest=${guest}`] : []), ...(e2ee ? [`e2ee=${e2ee}`] : [])].join('&');
  if (guest > 0 && guestKey) url.hash = `key=${guestKey}`;
  return url.href;
}

const patience = 30_000;

/** Until voice went out of the page and, unless it only sends, came in; twice in a row. */
async function flowing(page: TestPage, sendsOnly: boolean): Promise<void> {
  const end = Date.now() + patience;
  let first: VoiceBytes | null = null;
  for (;;) {
    const { state, error, bytes } = await page.evaluate(async () => {
      const { state, error } = room;
      return { state, error, bytes: await room.bytes() };
    });
    const grown = ({ sent, received }: VoiceBytes) => bytes.sent > sent && (sendsOnly || bytes.received > received);
    if (first && grown(first)) return;
    if (grown({ sent: 0, received: 0 })) first ??= bytes;
    if (error !== null || Date.now() > end) {
      throw new Error(`No voice flows: ${JSON.stringify({ page: await page.url(), state, error, bytes })}`);
    }
    await pause(50);
  }
}
