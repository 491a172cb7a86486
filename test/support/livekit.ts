import { gunzipSync } from 'node:zlib';
import {
  JoinRequest,
  JoinResponse,
  ParticipantInfo,
  ParticipantInfo_State,
  SessionDescription,
  SignalRequest,
  SignalResponse,
  TrackInfo,
  WrappedJoinRequest,
  WrappedJoinRequest_Compression,
} from '@livekit/protocol';
import type { WebSocket } from 'ws';
import type { Answer, Internet, Received } from './internet.ts';
import { openSink, type Sink } from './media/sink.ts';
import { planted, plantedByLivekit } from './planted.ts';

/** The host of the site's own project there. */
export const livekitHost = new URL(plantedByLivekit.url).host;

/**
 * Plays LiveKit Cloud for the real `livekit-client` (2.23), in LiveKit's own protobuf messages. Chromium offers its audio
 * in the socket's URL already, Firefox in a frame. The SDK goes on once somebody has answered; changes of its name or its
 * attributes it takes for done when they come back.
 */
export async function startLivekit(net: Internet): Promise<void> {
  const relay = await net.relay(plantedByLivekit.relay);
  const media = () =>
    openSink({
      after: relay.asked,
      hear: (data) => net.aside.push({ host: livekitHost, way: 'data-channel', data }),
    });
  await net.site(livekitHost, {
    request: answer,
    socket: (socket, opened) => signal(socket, opened, relay.url, media()),
  });
}

function answer({ path }: Received): Answer {
  if (path !== '/settings/regions') return undefined;
  const url = `wss://${livekitHost.replace('.', '.ochicago1a.production.')}`; // asked only if the first one fails
  return { json: { regions: [{ region: 'ochicago1a', url, distance: '1' }] } };
}

type Said = Exclude<NonNullable<ConstructorParameters<typeof SignalResponse>[0]>['message'], undefined>;

function signal(socket: WebSocket, { query }: Received, relay: string, media: Sink): void {
  const say = (message: Said) => socket.send(new SignalResponse({ message }).toBinary());
  const me = new ParticipantInfo({
    sid: plantedByLivekit.participant,
    identity: planted.userId,
    state: ParticipantInfo_State.JOINED,
    permission: { canPublish: true, canPublishData: true, canSubscribe: true, canUpdateMetadata: true },
  });

  socket.on('close', () => void media.close());

  async function take(offer: SessionDescription): Promise<void> {
    const sdp = await media.answer(offer.sdp);
    say({ case: 'answer', value: new SessionDescription({ type: 'answer', sdp, id: offer.id }) });
  }

  function hear({ message }: SignalRequest): void {
    switch (message.case) {
      case 'offer':
        void take(message.value);
        break;
      case 'addTrack': {
        const { cid, name, type, source } = message.value;
        const track = new TrackInfo({ sid: `TR_${cid}`, name, type, source });
        say({ case: 'trackPublished', value: { cid, track } });
        break;
      }
      case 'updateMetadata':
        me.name = message.value.name;
        me.attributes = message.value.attributes;
        say({ case: 'update', value: { participants: [me] } });
        break;
      case 'pingReq':
        say({ case: 'pongResp', value: { lastPingTimestamp: message.value.timestamp } });
        break;
    }
  }

  socket.on('message', (data) => hear(SignalRequest.fromBinary(data as Buffer)));
  say({ case: 'join', value: letIn(me, relay) });
  const { publisherOffer } = joinRequest(query);
  if (publisherOffer) void take(publisherOffer);
}

/** What the socket's URL carries beside the token: a message in a message, usually compressed. */
function joinRequest(query: URLSearchParams): JoinRequest {
  const wrapped = WrappedJoinRequest.fromBinary(Buffer.from(query.get('join_request') ?? '', 'base64url'));
  const isCompressed = wrapped.compression === WrappedJoinRequest_Compression.GZIP;
  return JoinRequest.fromBinary(isCompressed ? gunzipSync(wrapped.joinRequest) : wrapped.joinRequest);
}

function letIn(me: ParticipantInfo, relay: string): JoinResponse {
  return new JoinResponse({
    room: { sid: 'RM_x', name: planted.room },
    participant: me,
    serverInfo: { version: '1.9.0', protocol: 16, region: 'ochicago1a' },
    iceServers: [
      { urls: ['stun:stun-ab.host.livekit.cloud:3478'] },
      { urls: [relay], username: plantedByLivekit.relayName, credential: 'a-password-that-opens-nothing' },
    ],
    pingInterval: 10,
    pingTimeout: 20,
  });
}
