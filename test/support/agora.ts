import type { WebSocket } from 'ws';
import type { Answer, Internet, Received } from './internet.ts';
import { plantedByAgora } from './planted.ts';

/** Domains under which the SDK looks for Agora. */
export const agoraHosts = ['*.agora.io', '*.sd-rtn.com', '*.agoraio.cn', '*.agoralab.co'] as const;
/** The media servers among them: signalling over WebSocket at one port; STUN and TURN, unanswered, at others. */
export const agoraEdgeHosts = ['*.edge.agora.io', '*.edge.sd-rtn.com'] as const;

/**
 * Plays Agora's side for the real `agora-rtc-sdk-ng` (4.24), so that it goes all the way to its WebSocket join and
 * sends everything that it would send to Agora. Learned by watching the SDK: what it asks, and what it does not go on
 * without. No audio is carried: the media servers that it is sent to do not exist.
 */
export async function startAgora(net: Internet): Promise<void> {
  for (const pattern of agoraEdgeHosts) await net.site(pattern, { socket: playEdge, ports: [plantedByAgora.edgePort] });
  for (const pattern of agoraHosts) await net.site(pattern, answer);
}

function answer(request: Received): Answer {
  if (request.query.get('action') === 'stringuid') return giveNumber();
  if (request.path === '/api/v2/transpond/webrtc') return chooseServers(request);
  // The newer, binary form of the same question. Refused, the SDK falls back to the JSON one above.
  if (request.path.startsWith('/api/v3/transpond')) return { status: 500 };
  // Configuration (`action=config`), statistics and log uploads: the SDK is content with any JSON.
  return { json: {} };
}

/** "Which number stands for this user name?" */
function giveNumber(): Answer {
  return { json: { code: 0, uid: plantedByAgora.uid, opid: 10 } };
}

interface ServerQuestion {
  opid?: number;
  request_bodies?: {
    buffer?: { cname?: string; uid?: number; service_ids?: number[]; detail?: Record<string, string> };
  }[];
}

/** Flags that the SDK expects back for each service that it asks for: 11 the media gateway, 26 its fallback, and so on. */
const serviceFlags: Record<number, number> = { 11: 4_096, 18: 1_048_576, 20: 4_194_304, 26: 4_194_310 };

/** "Which media servers may I join this channel at?" A multipart form with one field of JSON. */
function chooseServers(request: Received): Answer {
  const field = /\r\n\r\n(\{[\s\S]*\})\r\n--/.exec(request.body.toString('utf8'));
  if (!field?.[1]) return { status: 400 };
  const question = JSON.parse(field[1]) as ServerQuestion;
  const answers = (question.request_bodies ?? []).flatMap(({ buffer = {} }) =>
    (buffer.service_ids ?? [11]).map((service) => ({
      uri: 23,
      buffer: {
        code: 0,
        flag: serviceFlags[service] ?? 4_096,
        uid: buffer.uid || plantedByAgora.uid,
        cid: plantedByAgora.channel,
        cname: buffer.cname,
        cert: plantedByAgora.ticket,
        detail: { 8: String(plantedByAgora.uid), 502: plantedByAgora.clientAddress, ...buffer.detail },
        edges_services: plantedByAgora.edges.map((ip) => ({ ip, port: plantedByAgora.edgePort })),
      },
    })),
  );
  return {
    json: {
      code: 0,
      opid: question.opid, // the SDK drops an answer that does not repeat it
      enter_ts: Date.now(),
      leave_ts: Date.now(),
      detail: { 502: plantedByAgora.clientAddress },
      response_body: answers,
    },
  };
}

interface EdgeMessage {
  _id?: string;
  _type?: string;
  _message?: { ortc?: { rtpCapabilities?: unknown } };
}

/** A media server's signalling: JSON messages with an id, each answered under the same id. */
function playEdge(socket: WebSocket): void {
  socket.on('message', (data) => {
    const { _id, _type, _message } = JSON.parse(String(data)) as EdgeMessage;
    if (!_id) return;
    const message = _type === 'join_v3' ? letIn(_message?.ortc?.rtpCapabilities) : {};
    socket.send(JSON.stringify({ _id, _result: 'success', _message: message }));
  });
}

/** "You are in, and this is how to reach me": with the codecs that the browser itself offered. */
function letIn(rtpCapabilities: unknown): unknown {
  return {
    uid: plantedByAgora.uid,
    vid: 1337,
    rejoin_token: 'rejoin-planted-abc',
    attributes: { userAttributes: {} },
    ortc: {
      cname: 'planted-edge',
      iceParameters: { iceUfrag: 'edge', icePwd: 'a-password-that-nobody-uses', candidates: [] },
      dtlsParameters: {
        role: 'server',
        fingerprints: [{ algorithm: 'sha-256', fingerprint: Array(32).fill('A5').join(':') }],
      },
      rtpCapabilities,
    },
  };
}
