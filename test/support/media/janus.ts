import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import WebSocket from 'ws';
import { freeTcpPort, startDaemon } from './daemon.ts';
import { findJanus } from './servers.mjs';

/**
 * The media server Janus with its AudioBridge: it decodes every voice of a room, mixes them, and sends each participant
 * the sum of the others. So it hears all of them. https://janus.conf.meetecho.com/docs/audiobridge
 */
export interface Janus {
  /** Takes the signalling of one participant, in Janus' own protocol, and hands it to the server. */
  join(socket: WebSocket): void;
  close(): Promise<void>;
}

export interface JanusOptions {
  /** The one room there is. */
  room: string;
}

const protocol = 'janus-protocol';
const audioBridge = 'janus.plugin.audiobridge';

/**
 * Starts Debian's janus. Its media goes through the machine's first real interface, because it skips loopback.
 */
export async function startJanus({ room }: JanusOptions): Promise<Janus> {
  const janus = findJanus();
  if (!janus) throw new Error('No Janus was found: please install it (Debian: apt install janus).');
  const network = firstInterface();
  if (!network) throw new Error('Janus takes no loopback address for media, and this machine has no other.');
  const folder = await mkdtemp(join(tmpdir(), 'earshot-janus-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const port = await freeTcpPort('127.0.0.1');
    for (const [name, text] of Object.entries(configuration({ folder, port, room, network }))) {
      await writeFile(join(folder, `${name}.jcfg`), text);
    }
    // Only what is used here: of the others some complain of missing settings, and all take time.
    for (const module of ['plugins/libjanus_audiobridge.so', 'transports/libjanus_websockets.so']) {
      await mkdir(join(folder, dirname(module)));
      await symlink(join(janus.modules, module), join(folder, module));
    }
    const url = `ws://127.0.0.1:${port}/`;
    const settings = ['-F', folder, '-C', join(folder, 'janus.jcfg')];
    const daemon = await startDaemon(janus.server, settings, () => hasRooms(url));
    return {
      join: (socket) => passOn(socket, url),
      async close() {
        await daemon.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** One interface only: from several, libnice picks pairs that lead nowhere. */
function firstInterface(): string | null {
  const all = Object.entries(networkInterfaces());
  const real = all.find(([, addresses]) => addresses?.some(({ internal, family }) => !internal && family === 'IPv4'));
  return real?.[0] ?? null;
}

interface Configured extends JanusOptions {
  folder: string;
  port: number;
  network: string;
}

function configuration({ folder, port, room, network }: Configured): Record<string, string> {
  return {
    janus: `
general: {
  debug_level = 3
  plugins_folder = "${join(folder, 'plugins')}"
  transports_folder = "${join(folder, 'transports')}"
}
nat: { ice_enforce_list = "${network}" }
`,
    'janus.transport.websockets': `general: { ws = true, ws_ip = "127.0.0.1", ws_port = ${port}, json = "compact" }`,
    [audioBridge]: `
general: { string_ids = true }
room-${room}: { description = "Lotus garden", sampling_rate = 48000, record = false }
`,
  };
}

/** Whether the server lists the AudioBridge among what it has loaded. */
async function hasRooms(url: string): Promise<boolean> {
  const socket = new WebSocket(url, protocol);
  try {
    await once(socket, 'open');
    socket.send(JSON.stringify({ janus: 'info', transaction: 'ready' }));
    const [answer] = await once(socket, 'message');
    const { plugins } = JSON.parse(String(answer)) as { plugins?: Record<string, unknown> };
    return plugins?.[audioBridge] !== undefined;
  } finally {
    socket.terminate();
  }
}

function passOn(socket: WebSocket, url: string): void {
  const server = new WebSocket(url, protocol);
  const opened = once(server, 'open');
  socket.on('message', (data) => void opened.then(() => server.send(String(data))));
  server.on('message', (data) => socket.send(String(data)));
  socket.on('close', () => server.terminate());
  server.on('close', () => socket.close());
  // Without a server the page is told by the end of its connection.
  opened.catch(() => {});
  server.on('error', () => {});
}
