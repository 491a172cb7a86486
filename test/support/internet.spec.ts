import { get as httpGet, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { get as httpsGet } from 'node:https';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'playwright/test';
import WebSocket from 'ws';
import { type Internet, startInternet } from './internet.ts';

let net: Internet;

test.beforeEach(async () => {
  net = await startInternet({
    sites: {
      'chat.example': {
        request: ({ scheme, path }) => `${scheme} ${path}`,
        socket: (socket) => socket.on('message', (data) => socket.send(`heard ${String(data)}`)),
      },
      '*.many.example': ({ host }) => host,
    },
  });
});
test.afterEach(() => net.close());

const at = (host: string) => ({
  host: net.addressOf(host),
  port: net.port,
  headers: { host },
  rejectUnauthorized: false,
});

function answered(start: (done: (response: IncomingMessage) => void) => unknown): Promise<string> {
  return new Promise((resolve) => start((response) => resolve(text(response))));
}

test('one port answers for a host over http, https, ws and wss', async () => {
  const site = at('chat.example');
  expect(await answered((done) => httpGet({ ...site, path: '/a' }, done))).toBe('http /a');
  expect(await answered((done) => httpsGet({ ...site, path: '/b' }, done))).toBe('https /b');
  for (const scheme of ['ws', 'wss']) {
    const { host, port, ...options } = site;
    const socket = new WebSocket(`${scheme}://${host}:${port}/c`, options);
    socket.on('open', () => socket.send('hello'));
    expect(await new Promise((resolve) => socket.on('message', (data) => resolve(String(data))))).toBe('heard hello');
    socket.close();
  }
  const log = net.received('chat.example');
  expect(log.map(({ url }) => url)).toEqual([
    'http://chat.example/a',
    'https://chat.example/b',
    'ws://chat.example/c',
    'wss://chat.example/c',
  ]);
  expect(log[3]?.frames.map(({ data }) => String(data))).toEqual(['hello']);
});

test('a site that asks for HTTP/2 speaks it, and still opens WebSockets', async () => {
  test.skip(process.platform !== 'linux', 'such a site is known by an address of its own');
  await net.site('modern.example', {
    http2: true,
    request: ({ host, path }) => `${host} ${path}`,
    socket: (socket) => socket.send('hello'),
  });
  const { host, port, ...options } = at('modern.example');
  const session = connectHttp2(`https://${host}:${port}`, { rejectUnauthorized: false });
  const stream = session.request({ ':path': '/a', ':authority': 'modern.example' });
  expect(await text(stream)).toBe('modern.example /a');
  session.close();
  const socket = new WebSocket(`wss://${host}:${port}/b`, options);
  expect(await new Promise((resolve) => socket.on('message', (data) => resolve(String(data))))).toBe('hello');
  expect(net.received('modern.example').map(({ url }) => url)).toEqual([
    'https://modern.example/a',
    'wss://modern.example/b',
  ]);
});

test('a pattern answers for every name below it, and an unknown host is logged and has nothing', async () => {
  expect(await answered((done) => httpGet(at('a.b.many.example'), done))).toBe('a.b.many.example');
  expect(await answered((done) => httpGet(at('nobody.example'), done))).toBe('');
  expect(net.hosts).toEqual(['a.b.many.example', 'nobody.example']);
});

test('of a large body the beginning is kept and the length is known', async () => {
  await answered((done) => {
    httpRequest({ ...at('chat.example'), method: 'POST' }, done).end(Buffer.alloc(3_000_000));
  });
  const [received] = net.received('chat.example');
  expect(received?.bodyBytes).toBe(3_000_000);
  expect(received?.body.length).toBe(1_000_000);
});

test('a handler that throws is an answer of 500 and a problem on record', async () => {
  await net.site('broken.example', () => {
    throw new Error('on purpose');
  });
  const status = await new Promise((resolve) => httpGet(at('broken.example'), ({ statusCode }) => resolve(statusCode)));
  expect(status).toBe(500);
  expect(net.problems).toEqual([expect.stringContaining('on purpose')]);
});

test('waiting for a request that never comes ends with the hosts that did come', async () => {
  await answered((done) => httpGet(at('nobody.example'), done));
  await expect(net.waitFor(({ path }) => path === '/never', 50)).rejects.toThrow('contacted: nobody.example');
});

test('what is not HTTP gets no answer, and open connections do not hold up the end', async () => {
  const socket = connect(net.port, '127.0.0.1');
  socket.on('error', () => {});
  let heard = '';
  socket.on('data', (data) => (heard += String(data)));
  socket.write(Buffer.from([0, 3, 0, 8])); // how a STUN message begins
  await answered((done) => httpGet(at('chat.example'), done));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await net.close();
  await closed;
  expect(heard).toBe('');
});

test('the rules for Chromium name the more specific pattern first and leave out closed ports', async () => {
  await net.site('edge.many.example', { ports: [4700] });
  const rules = net.resolverRules().split(',');
  const place = `${net.addressOf('edge.many.example')}:${net.port}`;
  expect(rules).toContain(`MAP chat.example ${net.addressOf('chat.example')}:${net.port}`);
  const edge = rules.indexOf(`MAP edge.many.example:4700 ${place}`);
  expect(rules[edge + 1]).toBe('MAP edge.many.example ~NOTFOUND');
  expect(edge).toBeLessThan(rules.indexOf(`MAP *.many.example ${net.addressOf('a.many.example')}:${net.port}`));
  expect(rules).toContain(`MAP * 127.0.0.1:${net.port}`);
});
