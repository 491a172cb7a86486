import type { WebSocket } from 'ws';
import type { Answer, Internet, Received } from './internet.ts';
import { openSink, type Sink } from './media/sink.ts';
import { plantedByTrtc } from './planted.ts';

/** Where the SDK asks for signalling servers, and where it reports. */
export const trtcHosts = {
  schedule: ['schedule.cloud-rtc.com', 'schedule.cloud-rtc.net'],
  reports: 'yun.tim.qq.com',
} as const;

/**
 * Plays Tencent's side for the real `trtc-sdk-v5` (5.17). No session description goes over the wire: both ends tell what
 * they are able to (codecs, ICE, DTLS), and the SDK writes the answer itself. Until media flow it publishes nothing.
 */
export async function startTrtc(net: Internet): Promise<void> {
  const relay = await net.relay(plantedByTrtc.relay);
  for (const host of trtcHosts.schedule) await net.site(host, schedule);
  await net.site(trtcHosts.reports, () => ({ json: { code: 0 } }));
  for (const host of plantedByTrtc.signalling) {
    await net.site(host, { socket: (socket) => signal(socket, relay.url, openSink({ after: relay.asked })) });
  }
}

/** "Which signalling servers may I use?" */
function schedule({ path }: Received): Answer {
  if (path !== '/api/v1/config') return { json: { code: 0 } };
  const domains = plantedByTrtc.signalling.map((host) => `${host}:443`);
  return { json: { code: 0, msg: 'ok', data: { domains, config: {}, trtcAutoConf: {}, iceServers: [] } } };
}

interface Command {
  cmd: string;
  seq: number;
  data: { ability: Ability };
}

interface Ability {
  ice: { ufrag: string; password: string };
  dtls: { hash: string; fingerprint: string; setup: string };
  audio: { codecs: { payload: number }[] };
  video: object;
}

/** The numbers under which the SDK expects the answers that it waits for. */
const answers: Record<string, number> = {
  'join/v2': 20,
  get_user_list: 4137,
  'publish/v2': 4146,
  mute_uplink: 4108,
  update_constraint_config: 772,
  ability_status_report: 4158,
};
const channelIsSetUp = 19;

function signal(socket: WebSocket, relay: string, media: Sink): void {
  const send = (message: object) =>
    socket.send(JSON.stringify({ code: 0, message: '', tinyId: plantedByTrtc.tinyId, ...message }));
  socket.on('close', () => void media.close());

  async function answer({ cmd, data }: Command): Promise<object> {
    if (cmd === 'join/v2') return letIn(await meet(data.ability, media), relay);
    return cmd === 'get_user_list' ? { userList: [] } : {};
  }

  socket.on('message', async (bytes) => {
    const command = JSON.parse(String(bytes)) as Command;
    const cmd = answers[command.cmd];
    if (cmd !== undefined) send({ cmd, seq: command.seq, data: await answer(command) });
  });
  const { clientAddress } = plantedByTrtc;
  send({ cmd: channelIsSetUp, data: { clientIp: clientAddress, signalInnerIp: '203.0.113.30', svrTime: Date.now() } });
}

/** "You are in, and this is how to reach me." */
function letIn(ability: object, relay: string): object {
  return {
    publishers: [],
    relayOuterIp: '203.0.113.32',
    relayInnerIp: '203.0.113.32',
    relayPort: 8000,
    bakRelayIps: [],
    iceServer: { urls: relay, username: plantedByTrtc.relayName, credential: 'a-password-that-opens-nothing' },
    ability,
  };
}

/** Makes an offer of what the SDK is able to, and of the answer what the media server is able to: the same codecs. */
async function meet(theirs: Ability, media: Sink): Promise<object> {
  const opus = theirs.audio.codecs[0]?.payload ?? 111;
  const answer = await media.answer(
    [
      'v=0',
      'o=- 1 1 IN IP4 127.0.0.1',
      's=-',
      't=0 0',
      'a=group:BUNDLE 0',
      `m=audio 9 UDP/TLS/RTP/SAVPF ${opus}`,
      'c=IN IP4 0.0.0.0',
      'a=mid:0',
      'a=sendonly',
      'a=rtcp-mux',
      `a=rtpmap:${opus} opus/48000/2`,
      `a=ice-ufrag:${theirs.ice.ufrag}`,
      `a=ice-pwd:${theirs.ice.password}`,
      `a=fingerprint:${theirs.dtls.hash} ${theirs.dtls.fingerprint}`,
      'a=setup:actpass',
      '',
    ].join('\r\n'),
  );
  const all = (name: string) => [...answer.matchAll(new RegExp(`^a=${name}:(.*)\\r$`, 'gm'))].map(([, value]) => value);
  const one = (name: string) => all(name)[0] ?? '';
  const [hash, fingerprint] = one('fingerprint').split(' ');
  return {
    // Header extensions go by number, which is another one in each section that Firefox offers.
    audio: { ...theirs.audio, extensions: [] },
    video: { ...theirs.video, extensions: [] },
    useVp8: true,
    ice: { ufrag: one('ice-ufrag'), password: one('ice-pwd') },
    dtls: { hash, fingerprint, setup: one('setup') },
    candidates: all('candidate').map((line = '') => {
      const [, , transport, priority, ip, port, , type] = line.split(' ');
      return { foundation: transport, priority: Number(priority), ip, port: Number(port), type };
    }),
  };
}
