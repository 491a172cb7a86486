import { createRequire } from 'node:module';
import { makePinnedCertificate } from '../certificates.ts';
import type { Internet } from '../internet.ts';

/**
 * A WebTransport server in this process (HTTP/3 over QUIC, by the bindings of the Rust library web-transport). It joins
 * rooms: what one sends in datagrams or in streams of one direction goes to the others of the room, each in its own way.
 */
export interface TransportServer {
  /** Of a room: with a port, because Firefox sends UDP to the one that the page names. */
  readonly url: string;
  /** What a page needs to get in: the certificate's SHA-256, base64. */
  readonly digest: string;
  /** What came in of each session, in order of arrival. */
  readonly sessions: readonly ReceivedSession[];
}

export interface ReceivedSession {
  url: string;
  /** What the page said first, in a stream of both directions; `answersIn: 'pair'` has the server open one too. */
  join: string;
  datagrams: { count: number; bytes: number };
  streams: { count: number; bytes: number };
}

/** What of the native module is used here. Its own wrapper wants a later version of Node than the tests run on. */
interface Native {
  NapiServer: { bind(address: string, certificate: Buffer, key: Buffer): Server };
  NapiClient: { disableVerify(): { connect(url: string): Promise<unknown> } };
}
interface Server {
  accept(): Promise<Request | null>;
  close(): void;
}
interface Request {
  readonly url: Promise<string>;
  ok(): Promise<Session>;
  reject(status: number): Promise<void>;
}
interface Session {
  acceptUni(): Promise<Incoming>;
  acceptBi(): Promise<{ takeSend(): Outgoing; takeRecv(): Incoming }>;
  openUni(): Promise<Outgoing>;
  openBi(): Promise<{ takeSend(): Outgoing }>;
  sendDatagram(data: Buffer): void;
  recvDatagram(): Promise<Buffer>;
  close(code: number, reason: string): void;
}
interface Incoming {
  /** Null at the stream's end. */
  read(most: number): Promise<Buffer | null>;
}
interface Outgoing {
  write(data: Buffer): Promise<void>;
  finish(): Promise<void>;
}

/** @returns null where there is no build of the library for this system */
function findNative(): Native | null {
  try {
    const require = createRequire(import.meta.url);
    const native: Native = require(require.resolve('@moq/web-transport').replace(/src\/index\.ts$/, 'napi.cjs'));
    return native;
  } catch {
    return null;
  }
}

export const canServeTransport = (): boolean => findNative() !== null;
/** Why not. */
export const noTransport = 'No build of @moq/web-transport runs on this system: on Linux it needs glibc 2.38.';

const readAtOnce = 1 << 16;

/** Its address is on the internet of the demo rooms, so that browsers know it from the start. */
export const transportHost = 'media.voice-transport.example';

/**
 * Listens over UDP at the address of `transportHost`, at the port that everything has there, as long as the internet
 * exists: one for each.
 *
 * @throws where there is no build of the library for this system
 */
export async function startTransportServer(net: Internet): Promise<TransportServer> {
  const native = findNative();
  if (!native) throw new Error('There is no build of @moq/web-transport for this system.');
  const { cert, key, digest } = await makePinnedCertificate(transportHost);
  const address = `${net.addressOf(transportHost)}:${net.port}`;
  const server = native.NapiServer.bind(address, Buffer.from(cert), Buffer.from(key));
  const sessions: ReceivedSession[] = [];
  const members = new Map<Session, string>();

  const othersOf = (who: Session) => {
    const room = members.get(who);
    return [...members].flatMap(([each, its]) => (each !== who && its === room ? [each] : []));
  };

  async function attend(request: Request): Promise<void> {
    const received = { join: '', datagrams: { count: 0, bytes: 0 }, streams: { count: 0, bytes: 0 } };
    const known: ReceivedSession = { url: await request.url, ...received };
    const session = await request.ok();
    sessions.push(known);
    const door = await session.acceptBi();
    const said = door.takeRecv();
    while (!known.join.endsWith('\n')) known.join += String((await said.read(readAtOnce)) ?? '\n');
    const { room, answersIn } = JSON.parse(known.join) as { room: string; answersIn?: 'pair' };
    members.set(session, room);
    if (answersIn === 'pair') await (await session.openBi()).takeSend().write(Buffer.from('Who are you?'));
    const answer = door.takeSend();
    await answer.write(Buffer.from(`${JSON.stringify({ event: 'joined', others: othersOf(session).length })}\n`));
    await Promise.race([passDatagrams(session, known), passStreams(session, known)]).finally(() =>
      members.delete(session),
    );
  }

  async function passDatagrams(from: Session, { datagrams }: ReceivedSession): Promise<never> {
    for (;;) {
      const data = await from.recvDatagram();
      datagrams.count++;
      datagrams.bytes += data.length;
      for (const other of othersOf(from)) other.sendDatagram(data);
    }
  }

  async function passStreams(from: Session, { streams }: ReceivedSession): Promise<never> {
    for (;;) {
      const stream = await from.acceptUni();
      streams.count++;
      void pass(stream, from, streams).catch(() => {}); // whoever has left hears no more
    }
  }

  /** Whoever comes later hears the rest. */
  async function pass(stream: Incoming, from: Session, streams: ReceivedSession['streams']): Promise<void> {
    const ways = new Map<Session, Outgoing>();
    for (let data = await stream.read(readAtOnce); data; data = await stream.read(readAtOnce)) {
      streams.bytes += data.length;
      for (const other of othersOf(from)) {
        const way = ways.get(other) ?? (await other.openUni());
        ways.set(other, way);
        await way.write(data);
      }
    }
    for (const way of ways.values()) await way.finish();
  }

  let closing = false;
  const accepting = (async () => {
    for (let request = await server.accept(); request; request = await server.accept()) {
      if (closing) return request.reject(503);
      attend(request).catch(() => {}); // a page that goes ends its session in the middle of whatever it did
    }
  })();

  net.beforeClosing(async () => {
    for (const session of members.keys()) session.close(0, 'The server goes.');
    // `close` waits for the lock that `accept` holds until somebody comes, and all of the process with it.
    closing = true;
    await Promise.allSettled([native.NapiClient.disableVerify().connect(`https://${address}/`), accepting]);
    server.close();
  });
  return { url: `https://${transportHost}:${net.port}/rooms`, digest, sessions };
}
