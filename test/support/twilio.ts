import type { WebSocket } from 'ws';
import type { Internet } from './internet.ts';
import { openSink, type Sink } from './media/sink.ts';
import { planted, plantedByTwilio } from './planted.ts';

/** Where the SDK signals, and where it reports how a call goes. */
export const twilioHosts = { signalling: 'global.vss.twilio.com', insights: 'sdkgw.us1.twilio.com' } as const;

/**
 * Plays Twilio's side for the real `twilio-video` (2.36), which speaks in JSON frames only. The SDK makes its offer
 * once it was given ICE servers, gathers nothing before that is answered, and opens a second socket for its reports when
 * it has learnt what it is called.
 */
export async function startTwilio(net: Internet): Promise<void> {
  const relay = await net.relay(plantedByTwilio.relay);
  await net.site(twilioHosts.signalling, {
    socket: (socket) => signal(socket, relay.url, openSink({ after: relay.asked })),
  });
  await net.site(twilioHosts.insights, { socket: takeReports });
}

interface Message {
  type: string;
  body?: { type: string; peer_connections?: { id: string; description?: Description }[] };
}

interface Description {
  type: string;
  sdp: string;
  revision: number;
}

function signal(socket: WebSocket, relay: string, media: Sink): void {
  const send = (message: object) => socket.send(JSON.stringify(message));
  const say = (body: object) => send({ type: 'msg', body });
  socket.on('close', () => void media.close());

  async function letIn(body: NonNullable<Message['body']>): Promise<void> {
    const connections: object[] = [];
    for (const { id, description } of body.peer_connections ?? []) {
      if (description?.type !== 'offer') continue;
      const sdp = await media.answer(description.sdp);
      connections.push({ id, description: { type: 'answer', revision: description.revision, sdp } });
    }
    say({ ...roomState(), peer_connections: connections });
  }

  socket.on('message', (data) => {
    const { type, body } = JSON.parse(String(data)) as Message;
    if (type === 'hello') send({ type: 'welcome', negotiatedTimeout: 60_000 });
    if (body?.type === 'ice') say(iceServers(relay));
    if (body?.type === 'connect') void letIn(body);
  });
}

function iceServers(relay: string): object {
  const { relay: host, relayName } = plantedByTwilio;
  return {
    type: 'iced',
    version: 1,
    ice_servers: [
      { urls: `stun:${host.replace('turn', 'stun')}:3478` },
      { urls: relay, username: relayName, credential: 'a-password-that-opens-nothing' },
    ],
  };
}

function roomState(): object {
  return {
    type: 'connected',
    version: 2,
    session: 'a-session',
    sid: plantedByTwilio.roomSid,
    name: planted.room,
    participant: { sid: plantedByTwilio.participantSid, identity: planted.userId, state: 'connected', revision: 1 },
    participants: [],
    published: { revision: 1, tracks: [] },
    subscribed: { revision: 1, tracks: [] },
    recording: { enabled: false, is_recording: false, revision: 1 },
    options: { session_timeout: 30, media_region: 'us1', signaling_region: 'us1' },
  };
}

function takeReports(socket: WebSocket): void {
  socket.on('message', (data) => {
    const { type } = JSON.parse(String(data)) as Message;
    if (type === 'connect') socket.send(JSON.stringify({ type: 'connected', session: 'a-report', version: 1 }));
  });
}
