import type { Address, SiteReport } from '../../extension/model/report.ts';
import { eventsOf, type RecordedCall, recordedCall, type Told, VoiceVisit } from './voice-visit.ts';

/** Ways of the voice as the popup shows them: recorded calls at made-up addresses, concluded by the code that ships. */

const minutes = 12 * 60_000 + 4000;

const places = {
  '198.18.44.7': {
    network: { asn: 140899, name: 'Agora Lab, Inc.', operator: 'agora' },
    location: { country: 'SG', certainty: 'certain', candidates: ['SG'], note: null },
  },
  '198.18.60.3': {
    network: { asn: 24940, name: 'Hetzner Online GmbH', operator: 'hetzner' },
    location: { country: 'DE', certainty: 'certain', candidates: ['DE'], note: null },
  },
  '203.0.113.77': {
    network: { asn: 3320, name: 'Deutsche Telekom AG', operator: null },
    location: { country: 'DE', certainty: 'certain', candidates: ['DE'], note: null },
  },
} satisfies Record<string, Partial<Address>>;

/** The recorded call with its other end at another address, and as many bytes as minutes make. */
export function calledAt(address: string, call: RecordedCall, type: 'host' | 'srflx' | 'relay' = 'host'): RecordedCall {
  const pair = call.stats.pair && { ...call.stats.pair, remote: { ...call.stats.pair.remote, address, type } };
  return { ...call, stats: { ...call.stats, pair } };
}

/** A call through a TURN server, over UDP. */
export function relayed(call: RecordedCall): RecordedCall {
  const { pair } = call.stats;
  const candidate = 'candidate:1 1 udp 41885439 198.18.60.3 50000 typ relay raddr 192.0.2.2 rport 40000';
  const local = pair && {
    ...pair.local,
    type: 'relay' as const,
    relayProtocol: 'udp' as const,
    address: '198.18.60.3',
  };
  return {
    ...call,
    candidates: { ...call.candidates, offerer: [...call.candidates.offerer, candidate] },
    stats: { ...call.stats, pair: pair && local && { ...pair, local } },
  };
}

/** Binary messages through a WebSocket at the rate of a voice, told every two seconds. */
export function flowing(socket: number, { seconds = 20, perSecond = 50, bytes = 80 } = {}): Told[] {
  return Array.from({ length: seconds / 2 }, (_, i): Told => {
    const binaries = (i + 1) * 2 * perSecond;
    const sent = { texts: 1, textBytes: 90, binaries, binaryBytes: binaries * bytes };
    return { what: 'socket-traffic', socket, sent, received: { ...sent, texts: 0, textBytes: 0 }, open: true };
  });
}

function longCall(events: Told[]): Told[] {
  return events.map((event) =>
    event.what === 'stats' ? { ...event, audio: { ...event.audio, sent: 2_890_000, received: 4_130_000 } } : event,
  );
}

function page(visit: VoiceVisit, url: string, type = 'xmlhttprequest', ip: string | null = null): VoiceVisit {
  return visit.request({ what: 'request', url, at: visit.now, type, method: 'GET', body: { state: 'none' } }, ip);
}

export async function voiceScenes(): Promise<Record<string, SiteReport>> {
  const chromium = recordedCall('chromium');
  const firefox = recordedCall('firefox');
  const werift = recordedCall('werift');
  const begin = () =>
    page(new VoiceVisit('rooms.example', places, Date.now() - minutes), 'https://rooms.example/lotus');
  const known = (visit: VoiceVisit) => {
    visit.open.known.push(
      { kind: 'user-id', value: 'user_8842017', basis: 'learned' },
      { kind: 'room-id', value: 'lotus-garden-room', basis: 'learned' },
    );
    return visit;
  };
  const speakers = ['mei', 'zoe', 'ana', 'kim', 'lea', 'tom']
    .map((name) => `m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=sendonly\r\na=msid:${name} ${name}\r\n`)
    .join('');
  const forwarded = { ...calledAt('198.18.44.7', chromium), candidates: werift.candidates };
  const agora = { ...forwarded, answer: `${werift.answer.trimEnd()}\r\n${speakers}` };
  const own = { ...calledAt('198.18.60.3', chromium), answer: werift.answer, candidates: werift.candidates };
  const direct = calledAt('203.0.113.77', firefox, 'srflx');
  const turn = [{ urls: ['turn:turn.relay.example:3478?transport=udp'], username: '1700000000:user_8842017' }];
  const stun = [{ urls: ['stun:stun.l.google.com:19302'], username: null }];
  const socket = (url: string): Told => ({ what: 'socket', socket: 1, url, protocols: [] });
  const capture: Told = { what: 'capture', how: 'audio-worklet', type: null, live: true };

  const sfu = known(begin());
  page(sfu, 'https://webrtc2-ap-web-1.agora.io/api/v2/transpond/webrtc');
  page(sfu, 'http://qos-america.agoralab.co/?cname=lotus-garden-room&uid=user_8842017');
  const worker = page(begin().microphone(true), 'wss://voice.talk.example/room', 'websocket');
  const upload = begin().microphone(true);
  const recorder: Told = { what: 'capture', how: 'media-recorder', type: 'audio/webm;codecs=opus', live: true };
  const blob: Told = {
    what: 'body',
    url: 'https://media.talk.example/notes',
    method: 'POST',
    by: 'fetch',
    from: 'blob',
    type: 'audio/webm;codecs=opus',
    length: 412_000,
    base64: Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 1, 2, 3, 4]).toString('base64'),
    cut: true,
  };
  return {
    'voice-agora': await sfu
      .microphone(true)
      .seen(longCall(eventsOf(agora)))
      .report(),
    'voice-direct': await begin()
      .microphone(true)
      .seen(longCall(eventsOf(direct, { iceServers: stun })))
      .report(),
    'voice-relayed': await known(begin())
      .microphone(true)
      .seen(longCall(eventsOf(relayed(direct), { iceServers: turn })))
      .report(),
    'voice-e2ee': await begin()
      .microphone(true)
      .seen(longCall(eventsOf(own, { transformed: 1 })))
      .report(),
    'voice-socket': await begin()
      .microphone(true)
      .seen([capture, socket('ws://voice.talk.example/room')])
      .seen(flowing(1), { every: 2000 })
      .report(),
    'voice-worker': await worker
      .seen([capture, { what: 'worker', kind: 'dedicated', url: 'https://rooms.example/voice-worker.js' }])
      .report(),
    'voice-upload': await upload.seen([recorder, blob]).report(),
  };
}
