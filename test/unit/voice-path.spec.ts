import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { agentOf } from '../../background/classify/voice/agents.ts';
import { candidateOf, describe, fragmentsOf } from '../../background/classify/voice/sdp.ts';
import { noTotals } from '../../background/remember/media-totals.ts';
import type { VoiceLeg } from '../../extension/model/report.ts';
import { eventsOf, type RecordedCall, recordedCall, type Told, VoiceVisit } from '../support/voice-visit.ts';

const chromium = recordedCall('chromium');
const firefox = recordedCall('firefox');
const audioBridge = recordedCall('janus-audiobridge');
const videoRoom = recordedCall('janus-videoroom');
const werift = recordedCall('werift');

const readBack = JSON.parse(
  readFileSync(join(import.meta.dirname, '../recordings/media/read-back.json'), 'utf8'),
) as Record<string, string>;

const publicServer = '198.18.44.7';
const person = '203.0.113.77';

/** The recorded call with its other end at another address. */
function at(address: string, call: RecordedCall, type: 'host' | 'srflx' | 'prflx' | 'relay' = 'host'): RecordedCall {
  const pair = call.stats.pair && { ...call.stats.pair, remote: { ...call.stats.pair.remote, address, type } };
  return { ...call, stats: { ...call.stats, pair } };
}

/** Chromium calls a forwarding unit built on werift. */
const forwarded: RecordedCall = { ...at(publicServer, chromium), answer: werift.answer, candidates: werift.candidates };

/** Two browsers that know one another by what a STUN server told them. */
const direct: RecordedCall = at(person, firefox, 'srflx');

const legOf = ({ voice }: { voice: { legs: VoiceLeg[] } }): VoiceLeg => {
  const [leg] = voice.legs;
  if (!leg) throw new Error('no leg');
  return leg;
};
const keys = ({ basis }: { basis: { key: string }[] }) => basis.map(({ key }) => key);
const rulesOf = ({ warnings }: { warnings: { rule: string }[] }) => warnings.map(({ rule }) => rule);
const partyOf = (report: Awaited<ReturnType<VoiceVisit['report']>>, id: string) =>
  report.parties.find((party) => party.id === id);

test('who wrote a session description is told by its shape', () => {
  expect(agentOf(chromium.offer)).toBe('chromium');
  expect(agentOf(chromium.answer)).toBe('chromium');
  expect(agentOf(firefox.offer)).toBe('firefox');
  expect(agentOf(firefox.answer)).toBe('firefox');
  expect(agentOf(audioBridge.answer)).toBe('janus');
  expect(agentOf(videoRoom.answer)).toBe('janus');
  expect(agentOf('v=0\r\no=mediasoup-client-v3.7.0 10000 1 IN IP4 0.0.0.0\r\ns=-\r\n')).toBe('mediasoup');
  expect(agentOf('v=0\no=- 0 0 IN IP4 127.0.0.1\ns=AgoraGateway\nt=0 0\na=ice-lite\n')).toBe('agora');
});

test('who wrote it is also told where the browser gives a remote description back in its own words', () => {
  const { from: _, ...descriptions } = readBack;
  const read = Object.entries(descriptions).map(([what, sdp]) => [what, agentOf(sdp)]);
  expect(read).toEqual([
    ['chromium reads firefox answer', 'firefox'],
    ['firefox reads chromium offer', 'chromium'],
    ['firefox reads chromium answer', 'chromium'],
    ['chromium reads firefox offer', 'firefox'],
    ['chromium reads chromium answer', 'chromium'],
    ['chromium reads chromium offer', 'chromium'],
    ['chromium reads janus audiobridge answer', 'janus'],
    ['chromium reads janus videoroom answer', 'janus'],
    ['chromium reads werift answer', null],
  ]);
});

test('a server is not taken for a browser because a browser gives its description back', () => {
  const answer = readBack['chromium reads chromium answer'] ?? '';
  const source = (name: string) => answer.replace(/(?<=^a=ssrc:\d+ cname:)\S+/m, name);
  expect(agentOf(source('PA_8s7dZ2LqkVxW'))).toBeNull();
  expect(agentOf(source('PA_8s7dZ2LqkVxW').replace(/^(o=- \d+) \d+/m, '$1 1795377956'))).toBe('pion');
  expect(agentOf(answer.replace(/^o=- \d+ \d+/m, 'o=- 10000 3'))).toBe('mediasoup');
  expect(agentOf(answer.replace(/^o=- \d+/m, 'o=- 0'))).toBeNull();
});

test('a description that nobody known wrote has no agent', () => {
  for (const sdp of ['', 'v=0', werift.answer, 'v=0\r\no=- 1 2 IN IP4 10.0.0.1\r\ns=-\r\n']) {
    expect(agentOf(sdp)).toBeNull();
  }
});

test('a description says who sends sound and how the end connects', () => {
  expect(describe('offer', chromium.offer)).toMatchObject({
    iceLite: false,
    setup: 'actpass',
    audio: { sections: 1, sending: 1, receiving: 1 },
    audioStreams: 1,
    fingerprint: true,
  });
  expect(describe('answer', videoRoom.answer)).toMatchObject({ audio: { sections: 1, sending: 0, receiving: 1 } });
  expect(describe('answer', werift.answer)).toMatchObject({ iceLite: true, setup: 'active', agent: null });
  expect(describe('offer', 'no description at all')).toMatchObject({ audio: { sections: 0 }, fingerprint: false });
});

test('several people’s streams in one description are counted', () => {
  const section = (name: string) => `m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=sendonly\r\na=msid:${name} a\r\n`;
  const { audioStreams, audio } = describe('offer', `v=0\r\n${section('mei')}${section('zoe')}${section('mei')}`);
  expect(audioStreams).toBe(2);
  expect(audio).toEqual({ sections: 3, sending: 3, receiving: 0 });
});

test('candidates of both browsers are read, and what is none is not', () => {
  expect(chromium.candidates.offerer.map((line) => candidateOf(line)?.type)).toEqual(Array(8).fill('host'));
  expect(chromium.candidates.hidden.map((line) => candidateOf(line)?.address.endsWith('.local'))).toEqual([true, true]);
  // Firefox ends with an empty one.
  expect(firefox.candidates.answerer.at(-1)).toBe('');
  expect(new Set(firefox.candidates.answerer.slice(0, -1).map((line) => candidateOf(line)?.type))).toEqual(
    new Set(['host']),
  );
  expect(candidateOf('')).toBeNull();
  expect(candidateOf('candidate:1 1 udp x y')).toBeNull();
});

test('a server that says ice-lite hears, and the law of nobody is guessed', async () => {
  const visit = new VoiceVisit();
  const report = await visit.microphone(true).seen(eventsOf(forwarded), { every: 100 }).report();
  expect(report.voice).toMatchObject({ route: 'media-server', encryption: 'not-seen', certainty: 'high' });
  const leg = legOf(report);
  expect(leg).toMatchObject({ host: publicServer, party: publicServer, bytesSent: chromium.stats.audio.sent });
  expect(keys(leg)).toEqual(expect.arrayContaining(['basisIceLite', 'basisDtlsServer']));
  expect(partyOf(report, publicServer)).toMatchObject({ voice: 'yes', ring: 'hears', relation: 'works-for-site' });
  expect(rulesOf(report)).toContain('voice-through-provider');
  expect(report.warnings.find(({ rule }) => rule === 'voice-through-provider')?.notes?.[0]?.sources).toHaveLength(2);
});

test('a recorded Janus is a media server, also in a private network', async () => {
  for (const call of [audioBridge, videoRoom]) {
    const report = await new VoiceVisit()
      .microphone(true)
      .seen(eventsOf(at('192.168.1.9', call)), { every: 100 })
      .report();
    expect(report.voice).toMatchObject({ route: 'media-server', encryption: 'not-seen' });
    expect(legOf(report).basis).toContainEqual({ key: 'basisServerAgent', values: ['Janus'] });
  }
});

test('a server whose address is that of a host of the visit belongs to that host’s party', async () => {
  const url = 'https://rtc.rooms.example/join';
  const report = await new VoiceVisit()
    .request(
      { what: 'request', url, at: 1, type: 'xmlhttprequest', method: 'GET', body: { state: 'none' } },
      publicServer,
    )
    .microphone(true)
    .seen(eventsOf(forwarded), { every: 100 })
    .report();
  expect(legOf(report)).toMatchObject({ host: 'rtc.rooms.example', party: 'rooms.example' });
  expect(report.destinations.map(({ host }) => host)).toEqual(['rtc.rooms.example']);
  expect(report.destinations[0]?.types).toContain('webrtc');
  expect(report.verdict.headline.key).toBe('verdictSiteHears');
  expect(rulesOf(report)).not.toContain('voice-through-provider');
});

test('with a transform on every sender the server is not said to hear, nor the room to be safe for sure', async () => {
  const report = await new VoiceVisit()
    .microphone(true)
    .seen(eventsOf(forwarded, { transformed: 1 }), { every: 100 })
    .report();
  expect(report.voice).toMatchObject({ route: 'media-server', encryption: 'end-to-end-seen' });
  expect(partyOf(report, publicServer)).toMatchObject({ voice: 'no', voiceBasis: { key: 'voiceTransformBasis' } });
  expect(rulesOf(report)).not.toContain('voice-through-provider');
  expect(report.verdict.headline.key).toBe('verdictEndToEnd');
  expect(report.verdict.details.map(({ key }) => key)).toContain('verdictKeysUnseen');
});

test('a transform on one of two senders is no end-to-end encryption', async () => {
  const events = eventsOf(forwarded, { transformed: 1 }).map((event): Told => {
    return event.what === 'stats' ? { ...event, audio: { ...event.audio, senders: 2 } } : event;
  });
  const report = await new VoiceVisit().microphone(true).seen(events).report();
  expect(report.voice.encryption).toBe('not-seen');
  expect(keys(legOf(report))).toContain('basisTransformSome');
});

test('between two browsers the voice goes to the people, who learn the address', async () => {
  const report = await new VoiceVisit().microphone(true).seen(eventsOf(direct), { every: 100 }).report();
  expect(report.voice).toMatchObject({ route: 'peer-to-peer', encryption: 'peer-to-peer' });
  expect(legOf(report)).toMatchObject({ party: 'peers', host: null });
  expect(partyOf(report, 'peers')).toMatchObject({ voice: 'yes', ring: 'hears', people: 1, address: true });
  expect(rulesOf(report)).toEqual(['address-to-peers']);
  expect(report.verdict.headline.key).toBe('verdictPeers');
});

test('no readable address of a person is kept, neither the own nor the other one’s', async () => {
  const visit = new VoiceVisit();
  const report = await visit.microphone(true).seen(eventsOf(direct), { every: 100 }).report();
  const kept = JSON.stringify([visit.open.visit, report]);
  for (const address of [person, '192.0.2.2', 'fd00::2']) expect(kept).not.toContain(address);
  expect(legOf(report).address?.ip).toBe('203.0.113.0/24');
  expect(visit.open.known).toContainEqual({ kind: 'ip-address', value: '192.0.2.2', basis: 'learned' });
});

test('an address of the other end is cut again when it turns out to be a person’s', async () => {
  const [made, , , ...rest] = eventsOf(direct);
  // Seen by its packets alone, before anything is known of the other end.
  const stats = rest.flatMap((event) =>
    event.what === 'stats' && event.pair
      ? [{ ...event, pair: { ...event.pair, remote: { ...event.pair.remote, type: 'prflx' as const } } }]
      : [],
  );
  const visit = new VoiceVisit().microphone(true).seen(made ? [made, ...stats] : []);
  expect(legOf(await visit.report())).toMatchObject({ route: 'unknown', encryption: 'unknown' });
  visit.seen(eventsOf(direct));
  await visit.report();
  expect(JSON.stringify(visit.open.visit)).not.toContain(person);
});

test('an address of the other end is cut where a server is only guessed there', async () => {
  const somebody = '2a00:1450:4001:82a::77';
  const [made, , , ...rest] = eventsOf(at(somebody, chromium));
  const stats = rest.filter(({ what }) => what === 'stats');
  const visit = new VoiceVisit().microphone(true).seen(made ? [made, ...stats] : []);
  const report = await visit.report();
  expect(report.voice).toMatchObject({ route: 'media-server', certainty: 'low' });
  expect(legOf(report).address?.ip).toBe('2a00:1450:4001::/48');
  expect(JSON.stringify([visit.open.visit, report])).not.toContain(somebody);
});

for (const [browser, call, certainty, hears] of [
  ['Chromium', chromium, 'low', 'likely'],
  ['Firefox', firefox, 'medium', 'yes'],
] as const) {
  test(`that the other end writes as ${browser} does says with ${certainty} certainty that a person is there`, async () => {
    const events = eventsOf({ ...call, candidates: { offerer: [], answerer: [], hidden: [] } });
    const unplaced = events.map((event) => (event.what === 'stats' ? { ...event, pair: null } : event));
    const report = await new VoiceVisit().microphone(true).seen(unplaced).report();
    expect(report.voice).toMatchObject({ route: 'peer-to-peer', certainty });
    expect(keys(legOf(report))).toContain('basisBrowserAgent');
    // Who hears is not surer than who is there.
    expect(partyOf(report, 'peers')).toMatchObject({ voice: hears, ring: 'hears' });
  });
}

test('candidates hidden behind .local names mean a browser at the other end', async () => {
  const hidden = { ...chromium, candidates: { ...chromium.candidates, answerer: chromium.candidates.hidden } };
  const report = await new VoiceVisit().microphone(true).seen(eventsOf(hidden)).report();
  expect(report.voice).toMatchObject({ route: 'peer-to-peer', certainty: 'high' });
  expect(keys(legOf(report))).toContain('basisMdns');
});

const turn = [{ urls: ['turn:turn.relay.example:3478?transport=udp'], username: '1700000000:user_8842017' }];

function relayed(call: RecordedCall): RecordedCall {
  const { pair } = call.stats;
  const local = pair && { ...pair.local, type: 'relay' as const, relayProtocol: 'udp' as const, address: '198.18.0.9' };
  const candidate = 'candidate:1 1 udp 41885439 198.18.0.9 50000 typ relay raddr 192.0.2.2 rport 40000';
  return {
    ...call,
    candidates: { ...call.candidates, offerer: [...call.candidates.offerer, candidate] },
    stats: { ...call.stats, pair: pair && local && { ...pair, local } },
  };
}

test('a relay between two browsers sees who talks, hears nothing, and its user name is on the wire', async () => {
  const visit = new VoiceVisit();
  visit.open.known.push({ kind: 'user-id', value: 'user_8842017', basis: 'learned' });
  const events = eventsOf(relayed(direct), { iceServers: turn });
  const report = await visit.microphone(true).seen(events, { every: 100 }).report();
  expect(report.voice).toMatchObject({ route: 'peer-to-peer', encryption: 'peer-to-peer' });
  expect(legOf(report).relay).toEqual({ host: 'turn.relay.example', party: 'relay.example', transport: 'udp' });
  expect(partyOf(report, 'relay.example')).toMatchObject({ voice: 'no', learns: { 'user-id': 'on-the-wire' } });
  const host = report.destinations.find((one) => one.host === 'turn.relay.example');
  expect(host).toMatchObject({ schemes: ['turn'], types: ['ice'] });
  expect(host?.findings).toMatchObject([{ kind: 'user-id', place: 'turn', onTheWire: true }]);
  expect(host?.addresses.map(({ ip }) => ip)).toEqual(['198.18.0.9']);
  expect(partyOf(report, 'wire')).toMatchObject({ learns: { 'user-id': 'on-the-wire' } });
  const clear = report.warnings.find(({ rule }) => rule === 'identifiers-on-the-wire');
  expect(clear).toMatchObject({ party: 'relay.example', severity: 'high', evidence: [{ scheme: 'turn' }] });
  expect(clear?.basis.map(({ key }) => key)).toContain('basisTurnName');
  expect(JSON.stringify(visit.open.visit)).not.toContain('user_8842017');
});

test('people who are reached through a relay only do not learn the address', async () => {
  const call = { ...relayed(direct), candidates: { ...direct.candidates, offerer: [] } };
  const report = await new VoiceVisit()
    .microphone(true)
    .seen(eventsOf(call, { iceServers: turn, relayOnly: true }))
    .report();
  expect(partyOf(report, 'peers')).toMatchObject({ address: false });
  expect(rulesOf(report)).not.toContain('address-to-peers');
});

test('a server is asked only once the call looks for a way', async () => {
  const visit = new VoiceVisit();
  const [made, offer] = eventsOf(direct, { iceServers: turn });
  visit.seen(made ? [made] : []);
  expect(Object.keys(visit.open.visit.contacts)).toEqual([]);
  visit.seen(offer ? [offer] : []);
  expect(Object.keys(visit.open.visit.contacts)).toEqual(['turn.relay.example']);
});

test('STUN at a third party is warned of as such, and not as a mere contact', async () => {
  const iceServers = [{ urls: ['stun:stun.l.google.com:19302'], username: null }];
  const report = await new VoiceVisit().microphone(true).seen(eventsOf(direct, { iceServers })).report();
  expect(partyOf(report, 'google')).toMatchObject({ voice: 'no', address: true });
  expect(report.warnings.find(({ rule }) => rule === 'stun-to-third-party')).toMatchObject({ party: 'google' });
  expect(report.warnings.some(({ rule, party }) => rule === 'contact' && party === 'google')).toBe(false);
});

const agora: Parameters<VoiceVisit['request']>[0] = {
  what: 'request',
  url: 'https://webrtc2-ap-web-1.agora.io/api/v2/transpond/webrtc',
  at: 1,
  type: 'xmlhttprequest',
  method: 'POST',
  body: { state: 'none' },
};

test('a provider that was merely contacted gives way once the voice is seen to go to the people', async () => {
  const visit = new VoiceVisit().request(agora, '198.18.3.3').microphone(true);
  expect(partyOf(await visit.report(), 'agora')).toMatchObject({ voice: 'likely' });
  const report = await visit.seen(eventsOf(direct)).report();
  expect(partyOf(report, 'agora')).toMatchObject({ voice: 'no', voiceBasis: { key: 'voiceElsewhereBasis' } });
});

test('a provider stays likely while the voice goes to a server of which nobody knows whose it is', async () => {
  const report = await new VoiceVisit().request(agora).microphone(true).seen(eventsOf(forwarded)).report();
  expect(partyOf(report, 'agora')).toMatchObject({
    voice: 'likely',
    voiceBasis: { key: 'voiceUnknownServerBasis', values: ['Agora', publicServer] },
  });
  expect(partyOf(report, publicServer)).toMatchObject({ voice: 'yes' });
});

test('a server in the network of a provider that the page is in touch with is that provider’s', async () => {
  const network = { asn: 140899, name: 'Agora Lab, Inc.', operator: 'agora' };
  const location = { country: 'CN', certainty: 'certain', candidates: ['CN'], note: null } as const;
  const places = { [publicServer]: { network, location: { ...location, candidates: ['CN'] } } };
  const report = await new VoiceVisit('rooms.example', places)
    .request(agora)
    .microphone(true)
    .seen(eventsOf(forwarded))
    .report();
  expect(legOf(report)).toMatchObject({ party: 'agora', host: publicServer });
  // One name for one party, in its own row and in every reason.
  expect(partyOf(report, 'agora')).toMatchObject({ name: 'Agora', voice: 'yes', ring: 'hears' });
  expect(partyOf(report, 'agora')?.voiceBasis).toEqual({ key: 'voiceServerBasis', values: ['Agora'] });
  expect(legOf(report).basis).toContainEqual({ key: 'basisCarrierNetwork', values: ['Agora'] });
  const warning = report.warnings.find(({ rule }) => rule === 'voice-through-provider');
  expect(warning).toMatchObject({ severity: 'high', party: 'agora', hosts: [publicServer] });
  expect(warning?.laws.map(({ regime }) => regime.slice(0, 2))).toEqual(expect.arrayContaining(['cn', 'us']));
});

test('Agora’s servers are known by names that spell their address', async () => {
  const edge = { ...agora, url: 'wss://198-18-44-7.edge.agora.io:4710/', type: 'websocket' };
  const report = await new VoiceVisit().request(edge).microphone(true).seen(eventsOf(forwarded)).report();
  expect(legOf(report)).toMatchObject({ host: '198-18-44-7.edge.agora.io', party: 'agora' });
});

test('without a microphone nothing of a call is the person’s voice', async () => {
  const report = await new VoiceVisit().seen(eventsOf(forwarded)).report();
  expect(report.voice.legs).toHaveLength(1);
  expect(partyOf(report, publicServer)).toMatchObject({ voice: 'no' });
  expect(report.warnings.some(({ rule }) => rule.startsWith('voice'))).toBe(false);
});

test('unknown stays unknown: without a description and an address nothing is concluded', async () => {
  const nothing: Told[] = [
    { what: 'connection', connection: 1, iceServers: [], relayOnly: false, insertable: false },
    { what: 'state', connection: 1, state: 'connected' },
    { what: 'stats', connection: 1, pair: null, audio: { ...noTotals(), sent: 90_000, senders: 1 }, video: noTotals() },
  ];
  const report = await new VoiceVisit().microphone(true).seen(nothing).report();
  expect(report.voice).toMatchObject({ route: 'unknown', encryption: 'unknown', certainty: 'unknown' });
  expect(legOf(report)).toMatchObject({ party: null, host: null, basis: [{ key: 'basisEndUnknown' }] });
  expect(report.verdict.headline.key).toBe('verdictVoiceUnknown');
  expect(report.warnings).toEqual([]);
});

test('signs that hold each other up leave the route unknown', async () => {
  // Written by a browser, and called at an address as only servers have.
  const call = { ...at('8.8.4.4', chromium), candidates: { offerer: [], answerer: [], hidden: [] } };
  const places = {
    '8.8.4.4': { location: { country: null, certainty: 'unknown', candidates: [], note: null } },
  } as const;
  const report = await new VoiceVisit('rooms.example', {
    '8.8.4.4': { ...places['8.8.4.4'], location: { ...places['8.8.4.4'].location, candidates: [] } },
  })
    .microphone(true)
    .seen(eventsOf(call))
    .report();
  expect(legOf(report)).toMatchObject({ route: 'unknown', encryption: 'unknown', certainty: 'unknown' });
  expect(keys(legOf(report))).toEqual(['basisBrowserAgent', 'basisPublicHost']);
});

test('an identifier in the name of ICE checks is on the wire, in the rest of a description it is not', async () => {
  const named = forwarded.answer.replaceAll(/a=ice-ufrag:\S+/g, 'a=ice-ufrag:user_8842017');
  expect(fragmentsOf(named)).toEqual(['user_8842017']);
  const offer = forwarded.offer.replace('cname:', 'cname:lotus-garden-room ');
  const visit = new VoiceVisit();
  visit.open.known.push(
    { kind: 'user-id', value: 'user_8842017', basis: 'learned' },
    { kind: 'room-id', value: 'lotus-garden-room', basis: 'learned' },
  );
  const report = await visit
    .microphone(true)
    .seen(eventsOf({ ...forwarded, answer: named, offer }))
    .report();
  const server = report.destinations.find(({ host }) => host === publicServer);
  expect(server?.findings.filter(({ kind }) => kind !== 'ip-address')).toMatchObject([
    { kind: 'room-id', place: 'sdp', onTheWire: false },
    { kind: 'user-id', place: 'sdp', key: 'ice-ufrag', onTheWire: true },
  ]);
  const clear = report.warnings.find(({ rule }) => rule === 'identifiers-on-the-wire');
  expect(clear?.evidence).toMatchObject([{ scheme: 'stun', finding: { kind: 'user-id' } }]);
});

test('what is handed to people through a data channel is theirs to know, and an e-mail address is warned of', async () => {
  const say = JSON.stringify({ display_name: 'Mei Lin', email: 'mei.lin@example.org' });
  const visit = new VoiceVisit();
  const events: Told[] = [
    ...eventsOf(direct),
    { what: 'data-channel', channel: 1, connection: 1, label: 'chat', protocol: '', by: 'local' },
    { what: 'data-message', channel: 1, length: say.length, data: { as: 'text', text: say } },
  ];
  const report = await visit.microphone(true).seen(events).report();
  expect(partyOf(report, 'peers')?.learns).toMatchObject({ email: 'plain', 'display-name': 'plain' });
  const warning = report.warnings.find(({ rule }) => rule === 'identifiers-to-peers');
  expect(warning).toMatchObject({ severity: 'low', evidence: [{ finding: { kind: 'email', place: 'data-channel' } }] });
  expect(JSON.stringify(visit.open.visit)).not.toContain('mei.lin');
});

test('a microphone that was on out of sight is told of with how long it was', async () => {
  const url = 'https://rooms.example/';
  const visit = new VoiceVisit()
    .request({ what: 'request', url, at: 1, type: 'xmlhttprequest', method: 'GET', body: { state: 'none' } })
    .microphone(true)
    .microphone(true, true);
  visit.now += 45_000;
  visit.microphone(true, false);
  visit.now += 45_000;
  const report = await visit.end().report();
  const warning = report.warnings.find(({ rule }) => rule === 'microphone-while-hidden');
  expect(warning).toMatchObject({ severity: 'low', laws: [] });
  expect(warning?.detail.values?.[1]).toEqual({ seconds: 45 });
});

test('what is told twice counts once', async () => {
  const once = new VoiceVisit().microphone(true).seen(eventsOf(forwarded));
  const twice = new VoiceVisit().microphone(true).seen(eventsOf(forwarded)).seen(eventsOf(forwarded));
  expect(legOf(await twice.report()).bytesSent).toBe(legOf(await once.report()).bytesSent);
});

test('more connections than are kept are a blind spot, and idle ones do not push out the call', async () => {
  const idle = (connection: number): Told => ({
    what: 'connection',
    connection,
    iceServers: [],
    relayOnly: false,
    insertable: false,
  });
  const many = Array.from({ length: 60 }, (_, i) => idle(i + 10));
  const visit = new VoiceVisit().microphone(true).seen(eventsOf(forwarded)).seen(many);
  const report = await visit.report();
  expect(Object.keys(visit.open.visit.media?.connections ?? {})).toHaveLength(32);
  expect(legOf(report).route).toBe('media-server');
  expect(report.blindSpots.map(({ what }) => what.key)).toContain('blindTooMuchVoice');
});
