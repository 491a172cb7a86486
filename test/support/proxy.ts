import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Internet } from './internet.ts';

/** A proxy at 127.0.0.1 that leads into an internet of its own. */
export interface TestProxy {
  readonly port: number;
  /** What it was asked for: names, or addresses where a browser looked the name up itself. */
  readonly asked: string[];
  close(): Promise<void>;
}

/** Speaks CONNECT (RFC 9110, section 9.3.6), which browsers use for https and wss. */
export async function startHttpProxy(net: Internet): Promise<TestProxy> {
  const asked: string[] = [];
  const server = createHttpServer((_, response) => response.writeHead(501).end());
  server.on('connect', ({ url = '' }, client: Socket) => {
    const host = url.replace(/:\d+$/, '');
    asked.push(host);
    lead(net, host, client, () => client.write('HTTP/1.1 200 Connected\r\n\r\n'));
  });
  return opened(server, asked);
}

/** Speaks SOCKS 5 without sign-in (RFC 1928). */
export async function startSocksProxy(net: Internet): Promise<TestProxy> {
  const asked: string[] = [];
  const server = createServer((client) => {
    client.on('error', () => {});
    client.once('data', () => {
      client.write(Buffer.from([5, 0]));
      client.once('data', (request) => {
        const named = request[3] === 3;
        const host = named
          ? request.toString('latin1', 5, 5 + (request[4] ?? 0))
          : [...request.subarray(4, 8)].join('.');
        asked.push(host);
        lead(net, host, client, () => client.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0])));
      });
    });
  });
  return opened(server, asked);
}

/** Connects a browser with a host by name, or by address, and then says so. */
function lead(net: Internet, host: string, client: Socket, ready: () => void): void {
  const address = /^[\d.]+$/.test(host) ? host : net.addressOf(host);
  const there = connect(net.port, address, () => {
    ready();
    there.pipe(client);
    client.pipe(there);
  });
  there.on('error', () => client.destroy());
  client.on('error', () => there.destroy());
  client.on('close', () => there.destroy());
}

async function opened(server: Server, asked: string[]): Promise<TestProxy> {
  const clients = new Set<Socket>();
  server.on('connection', (client) => {
    clients.add(client);
    client.once('close', () => clients.delete(client));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  return {
    port: typeof bound === 'object' && bound ? bound.port : 0,
    asked,
    async close() {
      for (const client of clients) client.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
