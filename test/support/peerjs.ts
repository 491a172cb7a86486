import type { WebSocket } from 'ws';
import type { Answer, Internet, OpenRelay, Received } from './internet.ts';
import { plantedByRelay } from './planted.ts';

/** Where the SDK looks for its broker, unless told otherwise. */
export const peerjsBroker = '0.peerjs.com';

/**
 * Plays the broker of PeerJS for the real `peerjs` (1.5), and the relay that the application brings along. The broker
 * does all that the real one does: it says that a name is taken in, and passes messages on from name to name.
 */
export async function startPeerjs(net: Internet): Promise<void> {
  const peers = new Map<string, WebSocket>();
  await net.site(plantedByRelay.host, () => handOut(relay));
  const relay = await net.relay(plantedByRelay.host);
  await net.site(peerjsBroker, { socket: (socket, opened) => broker(peers, socket, opened, relay) });
}

function broker(peers: Map<string, WebSocket>, socket: WebSocket, { query }: Received, relay: OpenRelay): void {
  const name = query.get('id') ?? '';
  peers.set(name, socket);
  socket.on('close', () => peers.delete(name));
  socket.on('message', async (data) => {
    const message = JSON.parse(String(data)) as { type: string; dst?: string };
    if (message.type === 'ANSWER') await relay.asked;
    if (message.dst) peers.get(message.dst)?.send(JSON.stringify({ ...message, src: name }));
  });
  socket.send(JSON.stringify({ type: 'OPEN' }));
}

/** Credentials as a coturn with a shared secret takes them: draft-uberti-behave-turn-rest-00. */
function handOut({ url }: OpenRelay): Answer {
  return {
    json: { username: plantedByRelay.name, password: 'a-password-that-opens-nothing', ttl: 86_400, uris: [url] },
  };
}
