import type { Server as HttpServer, IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createHttpServer } from 'node:http';
import { createSecureServer as createHttp2Server } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import type { Socket, Server as TcpServer } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SecureContext, SecureContextOptions } from 'node:tls';
import { type WebSocket, WebSocketServer } from 'ws';
import { makeCertificates } from './certificates.ts';
import { type Relay, startRelay } from './relay.ts';

/**
 * A stand-in for the internet on the loopback interface: any host name, over http, https, ws and wss, on one port.
 *
 * One port is enough because the first byte of a connection tells TLS (0x16, a handshake record) from plain HTTP, and
 * because both browsers can be told to use that port whatever the URL says (Chromium by `resolverRules`, Firefox
 * by its pref `network.socket.forcePort`). So it needs no root, no ports 80 and 443, and the page still sees `ws://host:4700/`.
 * Where the system has all of 127.0.0.0/8 (Linux), every site lives at an address of its own.
 */
export interface Internet {
  /** The port that everything runs on. */
  readonly port: number;
  /** Everything that was received, in order of arrival. */
  readonly log: Received[];
  /** What came by other ways than HTTP, in order of arrival. */
  readonly aside: Aside[];
  /** How many requests were not logged because the log was full. */
  readonly unlogged: number;
  /** What went wrong in handlers. A test that passes should leave this empty. */
  readonly problems: string[];
  /** Hosts that were contacted so far, each once. */
  readonly hosts: string[];
  /** SHA-256 of the certificate's public key, base64: `--ignore-certificate-errors-spki-list` takes it. */
  readonly keyDigest: string;
  /** PEM of the certificate by which all others are vouched for. */
  readonly authority: string;
  /**
   * Puts a site on the internet.
   *
   * @param pattern a host name, or `*.example` for every name below it (not itself). The most specific pattern answers.
   *   A browser that is already running knows only the addresses of the sites that were there when it started: a later
   *   site works too, but at 127.0.0.1.
   */
  site(pattern: string, site: Site | Responder): Promise<void>;
  /** Puts a TURN server on a host, over UDP. It asks for a name and lets nobody in. */
  relay(host: string): Promise<OpenRelay>;
  /** The address that a host's site lives at; 127.0.0.1 for a host that nobody registered. */
  addressOf(host: string): string;
  /** Patterns and their addresses, most specific first. */
  readonly addresses: { pattern: string; address: string }[];
  /** What Chromium's `--host-resolver-rules` has to say. Also catches every host that has no site. */
  resolverRules(): string;
  /** Requests to a host (`*.example` for every name below it), optionally below a path. */
  received(host: string, path?: string): Received[];
  /** Resolves with the first logged request that fits, also one that was logged before. Throws after `ms`. */
  waitFor(fits: (received: Received) => boolean, ms?: number): Promise<Received>;
  clearLog(): void;
  /** For servers that nothing else ends. */
  beforeClosing(end: () => Promise<void>): void;
  close(): Promise<void>;
}

export type Scheme = 'http' | 'https' | 'ws' | 'wss';

/** One request, or one WebSocket from handshake to end. */
export interface Received {
  at: number;
  scheme: Scheme;
  /** Without the port. */
  host: string;
  /** As the URL had it, not the one that the internet really runs on. */
  port: number;
  /** The loopback address that it came in at. */
  address: string;
  method: string;
  /** As the browser saw it: scheme, host and all. */
  url: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** At most the first megabyte; `bodyBytes` is what really came. */
  body: Buffer;
  bodyBytes: number;
  /** What the page sent over a WebSocket, at most the first thousand frames. */
  frames: { binary: boolean; data: Buffer }[];
}

export interface OpenRelay {
  /** What `iceServers` takes: `turn:host:port?transport=udp`. */
  url: string;
  /**
   * Once somebody has said a name. Browsers ask relays last and not at all when they are connected by then, so on one
   * computer the other end has to wait for this before it lets itself be reached.
   */
  asked: Promise<void>;
}

/** A name that was given to a TURN server, or a message in a data channel to a media server. */
export interface Aside {
  host: string;
  way: 'turn' | 'data-channel';
  data: Buffer;
}

/** `undefined` lets the internet answer: 404, nothing there. */
export type Answer =
  | undefined
  | string
  | Buffer
  | { status?: number; type?: string; headers?: Record<string, string>; body?: string | Buffer; json?: unknown };
export type Responder = (request: Received) => Answer | Promise<Answer>;

export interface Site {
  request?: Responder;
  /** Called for each WebSocket once it is open. Without it, handshakes are refused with 404. */
  socket?: (socket: WebSocket, opened: Received) => void;
  /**
   * The only ports that Chromium finds the site at; every port where not given. A host that the page also uses as a
   * TURN server has to say so: TURN over TCP, by name, to a port that the resolver rules have changed crashes
   * Chromium 156's network service, and with it every WebSocket of every page.
   */
  ports?: number[];
  /** Speaks HTTP/2 where TLS is spoken, instead of HTTP/1.1. Linux only: known by the site's own address. */
  http2?: boolean;
  /** Its certificate is vouched for by nobody else. */
  selfSigned?: boolean;
  /** The only version of TLS that it speaks. Linux only: known by the site's own address. */
  tls?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2';
}

export interface InternetOptions {
  sites?: Record<string, Site | Responder>;
}

const longestBody = 1_000_000;
const longestLog = 20_000;
const mostFrames = 1_000;
const firstAddress = 11;
const manyAddresses = process.platform === 'linux';

export async function startInternet({ sites = {} }: InternetOptions = {}): Promise<Internet> {
  const certificates = await makeCertificates();
  const places = new Map<string, { site: Site; address: string }>();
  const log: Received[] = [];
  const problems: string[] = [];
  const hosts = new Set<string>();
  const watchers = new Set<(received: Received) => void>();
  const sockets = new Set<Socket>();
  /** Servers that answer at one address in place of the one that answers everywhere. */
  const secureAt = new Map<string, HttpServer>();
  const doors: TcpServer[] = [];
  const relays: Relay[] = [];
  const endings: (() => Promise<void>)[] = [];
  const aside: Aside[] = [];
  let unlogged = 0;

  const plain = createHttpServer();
  const { key, authority: cert } = certificates;
  const identity = {
    key,
    cert,
    SNICallback: (host: string, done: (error: Error | null, context?: SecureContext) => void) =>
      void certificates
        .contextFor(host, find(host)?.site.selfSigned ? 'nobody' : 'authority')
        .then((context) => done(null, context), done),
  };
  const secure = createHttpsServer(identity);
  const webSockets = new WebSocketServer({ noServer: true, maxPayload: 16_000_000 });
  /** @returns the same server */
  function attend(server: HttpServer, isSecure: boolean): HttpServer {
    server.on('request', (request, response) => void answer(request, response, isSecure));
    server.on('upgrade', (request, socket, head) => upgrade(request, socket, head, isSecure));
    server.on('tlsClientError', () => {}); // a browser that gives up a connection early is no news
    server.on('clientError', (_error, socket) => keepSilent(socket));
    server.keepAliveTimeout = 60_000;
    return server;
  }
  attend(plain, false);
  attend(secure, true);

  /** The server for a site that speaks TLS in another way than all others; null for all others. */
  function secureFor({ http2, tls }: Site): HttpServer | null {
    // Its requests and answers have the same form. WebSockets come in by HTTP/1.1 there too.
    if (http2) return createHttp2Server({ ...identity, allowHTTP1: true }) as unknown as HttpServer;
    if (tls === undefined) return null;
    // OpenSSL signs for versions before 1.2 at its lowest level of security only.
    const only: SecureContextOptions = { minVersion: tls, maxVersion: tls, ciphers: 'DEFAULT:@SECLEVEL=0' };
    return createHttpsServer({ ...identity, ...only });
  }

  function find(host: string): { site: Site; address: string } | undefined {
    const exact = places.get(host);
    if (exact) return exact;
    const labels = host.split('.');
    for (let i = 1; i < labels.length; i++) {
      const found = places.get(`*.${labels.slice(i).join('.')}`);
      if (found) return found;
    }
    return undefined;
  }

  /** Takes the place in the log that belongs to the moment of arrival; body and frames are filled in as they come. */
  function note(request: IncomingMessage, scheme: Scheme): Received {
    const url = new URL(request.url ?? '/', `${scheme}://${authorityOf(request)}`);
    const received: Received = {
      at: Date.now(),
      scheme,
      host: url.hostname.replace(/\.$/, ''),
      port: Number(url.port) || (scheme === 'http' || scheme === 'ws' ? 80 : 443),
      address: request.socket.localAddress ?? '',
      method: request.method ?? '',
      url: url.href,
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: Buffer.alloc(0),
      bodyBytes: 0,
      frames: [],
    };
    hosts.add(received.host);
    if (log.length < longestLog) log.push(received);
    else unlogged++;
    return received;
  }

  function tell(received: Received): void {
    for (const watcher of watchers) watcher(received);
  }

  async function answer(request: IncomingMessage, response: ServerResponse, isSecure: boolean): Promise<void> {
    try {
      const received = note(request, isSecure ? 'https' : 'http');
      await readBody(request, received);
      tell(received);
      const said = isPreflight(request) ? { status: 204 } : await find(received.host)?.site.request?.(received);
      respond(response, request, said);
    } catch (error) {
      if (request.aborted || (request.destroyed && !request.complete)) return; // the browser left in the middle: its right
      problems.push(`${request.method} ${authorityOf(request)}${request.url}: ${String(error)}`);
      if (!response.headersSent) respond(response, request, { status: 500 });
    }
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, isSecure: boolean): void {
    socket.on('error', () => {});
    let received: Received;
    try {
      received = note(request, isSecure ? 'wss' : 'ws');
    } catch (error) {
      problems.push(`upgrade ${request.headers.host}${request.url}: ${String(error)}`);
      socket.destroy();
      return;
    }
    const open = find(received.host)?.site.socket;
    if (!open) {
      socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      tell(received);
      return;
    }
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on('error', () => {});
      webSocket.on('message', (data, binary) => {
        if (received.frames.length < mostFrames) received.frames.push({ binary, data: toBuffer(data) });
        tell(received);
      });
      tell(received);
      try {
        open(webSocket, received);
      } catch (error) {
        problems.push(`${received.url}: ${String(error)}`);
        webSocket.terminate();
      }
    });
  }

  /** Hands a fresh connection to the server that speaks its language. */
  function greet(socket: Socket): void {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
    socket.once('data', (first) => {
      const isTls = first[0] === 0x16;
      if (!isTls && !/^[A-Z]/.test(first.toString('latin1', 0, 1))) return keepSilent(socket);
      socket.pause();
      socket.unshift(first);
      const server = isTls ? (secureAt.get(socket.localAddress ?? '') ?? secure) : plain;
      server.emit('connection', socket);
      process.nextTick(() => socket.resume());
    });
  }

  async function listen(address: string, port: number): Promise<number> {
    const door = createTcpServer(greet);
    await new Promise<void>((resolve, reject) => {
      door.once('error', reject);
      door.listen(port, address, () => {
        door.off('error', reject);
        resolve();
      });
    });
    doors.push(door);
    const bound = door.address();
    return typeof bound === 'object' && bound ? bound.port : port;
  }

  // Below the range that systems give to outgoing connections, so that the same port is free at every address.
  const port = await firstFree((candidate) => listen('127.0.0.1', candidate));

  async function site(pattern: string, given: Site | Responder): Promise<void> {
    const known = places.get(pattern);
    let address = known?.address ?? '127.0.0.1';
    if (!known && manyAddresses) {
      address = `127.0.${(firstAddress + places.size) >> 8}.${(firstAddress + places.size) & 255}`;
      await listen(address, port);
    }
    const added = typeof given === 'function' ? { request: given } : given;
    const server = secureFor(added);
    if (server) secureAt.set(address, attend(server, true));
    places.set(pattern, { site: added, address });
  }

  async function relay(host: string): Promise<OpenRelay> {
    // Nothing answers there over TCP, unless it is a site as well.
    if (!places.has(host)) await site(host, { ports: [] });
    let hear = () => {};
    const asked = new Promise<void>((resolve) => {
      hear = resolve;
    });
    const started = await startRelay(find(host)?.address ?? '127.0.0.1', (name) => {
      aside.push({ host, way: 'turn', data: Buffer.from(name) });
      hear();
    });
    relays.push(started);
    return { url: `turn:${host}:${started.port}?transport=udp`, asked };
  }

  function addresses(): { pattern: string; address: string }[] {
    return [...places]
      .map(([pattern, { address }]) => ({ pattern, address }))
      .sort((a, b) => Number(a.pattern.startsWith('*')) - Number(b.pattern.startsWith('*')) || depth(b) - depth(a));
  }

  const internet: Internet = {
    port,
    log,
    aside,
    problems,
    keyDigest: certificates.keyDigest,
    authority: cert,
    get unlogged() {
      return unlogged;
    },
    get hosts() {
      return [...hosts];
    },
    get addresses() {
      return addresses();
    },
    site,
    relay,
    addressOf: (host) => find(host)?.address ?? '127.0.0.1',
    // Chromium takes the first MAP that fits. An EXCLUDE wins over all: without it, addresses would be mapped as well.
    resolverRules: () =>
      [
        ...addresses().flatMap(({ pattern, address }) => {
          const only = places.get(pattern)?.site.ports;
          return [
            ...(only
              ? [...only.map((each) => `MAP ${pattern}:${each} ${address}:${port}`), `MAP ${pattern} ~NOTFOUND`]
              : [`MAP ${pattern} ${address}:${port}`]),
            `MAP ${pattern}. ${address}`, // how WebRTC looks STUN and TURN servers up
          ];
        }),
        `MAP * 127.0.0.1:${port}`,
        'EXCLUDE 127.0.0.1',
        'EXCLUDE localhost',
      ].join(','),
    received: (host, path = '') =>
      log.filter((received) => fits(host, received.host) && received.path.startsWith(path)),
    waitFor: (wanted, ms = 20_000) =>
      new Promise((resolve, reject) => {
        const before = log.find(wanted);
        if (before) return resolve(before);
        const done = () => {
          clearTimeout(timer);
          watchers.delete(watcher);
        };
        const watcher = (received: Received) => {
          if (!wanted(received)) return;
          done();
          resolve(received);
        };
        const timer = setTimeout(() => {
          done();
          const contacted = [...hosts].join(', ') || 'nobody';
          reject(new Error([`Nothing that fits came in ${ms} ms; contacted: ${contacted}`, ...problems].join('\n')));
        }, ms);
        watchers.add(watcher);
      }),
    clearLog() {
      log.length = 0;
      aside.length = 0;
      unlogged = 0;
      hosts.clear();
    },
    beforeClosing: (end) => void endings.push(end),
    async close() {
      await Promise.all(endings.map((end) => end()));
      for (const client of webSockets.clients) client.terminate();
      webSockets.close();
      for (const socket of sockets) socket.destroy();
      await Promise.all(relays.map((each) => each.close()));
      await Promise.all(doors.map((door) => new Promise((resolve) => door.close(resolve))));
      plain.closeAllConnections();
      secure.closeAllConnections();
    },
  };

  try {
    for (const [pattern, each] of Object.entries(sites)) await site(pattern, each);
  } catch (error) {
    await internet.close();
    throw error;
  }
  return internet;
}

/** For what is no HTTP, TURN over TCP mostly: no answer, as from a firewall that drops it. */
function keepSilent(socket: Duplex): void {
  socket.removeAllListeners('data');
  socket.on('error', () => {});
  socket.resume();
}

/** The host as HTTP/1.1 names it, or HTTP/2. */
const authorityOf = ({ headers }: IncomingMessage) =>
  headers.host ?? String(headers[':authority'] ?? 'unknown.invalid');

/** Reads all of it, keeps the first megabyte. */
async function readBody(request: IncomingMessage, into: Received): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if (into.bodyBytes < longestBody) chunks.push(chunk.subarray(0, longestBody - into.bodyBytes));
    into.bodyBytes += chunk.length;
  }
  into.body = Buffer.concat(chunks);
}

function isPreflight(request: IncomingMessage): boolean {
  return request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined;
}

/** Answers so that any page may read it: what is under test is what pages send, not what they are refused. */
function respond(response: ServerResponse, request: IncomingMessage, said: Answer): void {
  const answer = typeof said === 'string' || Buffer.isBuffer(said) ? { body: said } : (said ?? { status: 404 });
  const body = 'json' in answer ? JSON.stringify(answer.json) : (answer.body ?? '');
  const type = answer.type ?? ('json' in answer ? 'application/json' : 'text/plain; charset=utf-8');
  const asked = request.headers['access-control-request-headers'];
  response.writeHead(answer.status ?? 200, {
    'content-type': type,
    'access-control-allow-origin': request.headers.origin ?? '*',
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
    ...(asked ? { 'access-control-allow-headers': asked } : {}),
    'timing-allow-origin': '*',
    ...answer.headers,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function fits(pattern: string, host: string): boolean {
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;
}

function depth({ pattern }: { pattern: string }): number {
  return pattern.split('.').length;
}

function toBuffer(data: Buffer | ArrayBuffer | Buffer[]): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}

/** Tries random ports between 20000 and 30000 until one can be listened on. */
async function firstFree(listen: (port: number) => Promise<number>): Promise<number> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await listen(20_000 + Math.floor(Math.random() * 10_000));
    } catch (error) {
      if (attempt > 50) throw error;
    }
  }
}
