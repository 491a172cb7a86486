import { expect } from 'playwright/test';
import type { SiteReport, VoiceLeg } from '../../extension/model/report.ts';
import type { TestBrowser, TestPage } from '../support/browser.ts';
import { findingsOf, reportUntil, test } from '../support/earshot.ts';
import type { Internet } from '../support/internet.ts';
import { openVoiceRoom, type VoiceRoom, voiceRooms } from '../support/media/rooms.ts';
import { canServeTransport, noTransport, transportHost } from '../support/media/transport.ts';
import { planted } from '../support/planted.ts';

test.use({ browserOf: 'file' });

/** Real voices through real servers: what is concluded of their way, who hears, and what goes with them. */

let room: VoiceRoom | null = null;

test.afterEach(async () => {
  await room?.close();
  room = null;
});

type Wanted = Parameters<typeof openVoiceRoom> extends [unknown, unknown, ...infer Rest] ? Rest : never;

/** Opens a room and waits until the report of its first page has a way by which voice leaves, and more if wanted. */
async function talkIn(
  { earshot, net }: { earshot: TestBrowser; net: Internet },
  [kind, options = {}]: Wanted,
  also: (report: SiteReport) => boolean = () => true,
): Promise<{ page: TestPage; report: SiteReport; leg: VoiceLeg }> {
  room = await openVoiceRoom(earshot, net, kind, options);
  const [page] = room.pages;
  const leaves = ({ voice }: SiteReport) => voice.legs.some(({ bytesSent }) => bytesSent > 0);
  const report = await reportUntil(earshot, page, (it) => leaves(it) && also(it), 30_000);
  const [leg] = report.voice.legs;
  if (!leg) throw new Error('There is no way.');
  return { page, report, leg };
}

const keys = ({ basis }: VoiceLeg) => basis.map(({ key }) => key);
const partyOf = ({ parties }: SiteReport, id: string) => parties.find((party) => party.id === id);
const rulesOf = ({ warnings }: SiteReport) => warnings.map(({ rule }) => rule);
const isPlaced = ({ voice }: SiteReport) => voice.legs.some(({ address }) => address !== null);

test('a voice through a media server: the server hears', async ({ earshot, net }) => {
  const { report, leg } = await talkIn({ earshot, net }, ['sfu', { guests: 2 }], isPlaced);
  expect(report.voice).toMatchObject({ route: 'media-server', encryption: 'not-seen', peerConnections: 1 });
  expect(leg).toMatchObject({ relay: null, transport: 'udp', until: null });
  expect(leg.address?.ip).toBe(net.addressOf('sfu.voice-sfu.example'));
  expect(['high', 'medium']).toContain(leg.certainty);
  expect(keys(leg)).toContain('basisDtlsServer');
  expect(leg.codecs.join()).toContain('opus');
  expect(partyOf(report, leg.party ?? '')).toMatchObject({ voice: 'yes', ring: 'hears' });
  expect(partyOf(report, 'peers')).toMatchObject({ voice: 'likely', address: false });
});

test('bytes and duration go on while the call does, and stop when the page has gone', async ({ earshot, net }) => {
  const { page, leg } = await talkIn({ earshot, net }, ['sfu']);
  const more = await reportUntil(earshot, page, ({ voice }) => (voice.legs[0]?.bytesSent ?? 0) > leg.bytesSent + 1000);
  expect(more.voice.legs).toHaveLength(1);
  await page.goto(voiceRooms.sfu);
  const gone = await reportUntil(earshot, page, ({ voice }) => voice.legs[0]?.until != null);
  expect(gone.voice.legs).toHaveLength(1);
});

test('the way of the voice outlives the worker, and nothing of it counts twice', async ({ earshot, net }) => {
  const { page, leg } = await talkIn({ earshot, net }, ['sfu'], isPlaced);
  await earshot.killBackground();
  const after = await reportUntil(earshot, page, ({ voice }) => (voice.legs[0]?.bytesSent ?? 0) > leg.bytesSent);
  expect(after.voice).toMatchObject({ route: 'media-server', peerConnections: 1 });
  expect(after.voice.legs).toHaveLength(1);
  expect(after.voice.legs[0]).toMatchObject({ id: leg.id, since: leg.since, host: leg.host, until: null });
  const sent = await room?.bytes(page);
  // The browser counts payload here, the report headers too: 12 bytes and some with each of 50 packets a second.
  expect(after.voice.legs[0]?.bytesSent).toBeLessThan((sent?.sent ?? 0) * 2);
});

test('with a transform on every sender the server is not said to hear', async ({ earshot, net }) => {
  const encrypted = ({ voice }: SiteReport) => voice.encryption === 'end-to-end-seen';
  const { report, leg } = await talkIn(
    { earshot, net },
    ['sfu', { e2ee: 'transform' }],
    (it) => encrypted(it) && isPlaced(it),
  );
  expect(report.voice.route).toBe('media-server');
  expect(keys(leg)).toContain('basisTransform');
  expect(partyOf(report, leg.party ?? '')).toMatchObject({ voice: 'no', voiceBasis: { key: 'voiceTransformBasis' } });
  expect(report.parties.filter(({ ring, relation }) => ring === 'hears' && relation !== 'peers')).toEqual([]);
  expect(report.verdict.headline.key).toBe('verdictEndToEnd');
  expect(rulesOf(report)).not.toContain('voice-through-provider');
});

test('a server that mixes is known by how it describes itself', async ({ earshot, net }) => {
  const { report, leg } = await talkIn({ earshot, net }, ['mixer'], isPlaced);
  expect(report.voice).toMatchObject({ route: 'media-server', encryption: 'not-seen', certainty: 'high' });
  expect(leg.basis).toContainEqual({ key: 'basisServerAgent', values: ['Janus'] });
  expect(partyOf(report, leg.party ?? '')).toMatchObject({ voice: 'yes' });
  // One voice comes, of however many people.
  expect(partyOf(report, 'peers')).toMatchObject({ people: null });
});

test('a voice from browser to browser: people hear, and learn the address; nobody else', async ({ earshot, net }) => {
  const { report, leg } = await talkIn(
    { earshot, net },
    ['peers'],
    (it) => isPlaced(it) && partyOf(it, 'peers')?.learns['user-id'] !== undefined,
  );
  expect(report.voice).toMatchObject({ route: 'peer-to-peer', encryption: 'peer-to-peer' });
  expect(['high', 'medium']).toContain(leg.certainty);
  expect(leg).toMatchObject({ party: 'peers', host: null, relay: null });
  // A person's address is cut to its network.
  expect(leg.address?.ip).toMatch(/\/(?:24|48)$/);
  expect(partyOf(report, 'peers')).toMatchObject({ voice: 'yes', ring: 'hears', people: 1, address: true });
  expect(report.parties.filter(({ voice }) => voice === 'yes' || voice === 'likely').map(({ id }) => id)).toEqual([
    'peers',
  ]);
  expect(rulesOf(report)).toContain('address-to-peers');
  expect(report.verdict.headline.key).toBe('verdictPeers');
});

test('through a TURN server: it relays, hears nothing, and reads the user name as anyone on the way does', async ({
  earshot,
  net,
}) => {
  const { report, leg } = await talkIn(
    { earshot, net },
    ['peers', { relay: true }],
    (it) => it.voice.legs[0]?.relay != null,
  );
  expect(report.voice).toMatchObject({ route: 'peer-to-peer', encryption: 'peer-to-peer' });
  expect(leg.relay).toEqual({ host: 'turn.voice-relay.example', party: 'voice-relay.example', transport: 'udp' });
  expect(keys(leg)).toContain('basisRelay');
  // The address at the other end is a relay's, and no person's.
  expect(leg.address).toBeNull();
  expect(partyOf(report, 'peers')).toMatchObject({ voice: 'yes', address: false });
  expect(rulesOf(report)).not.toContain('address-to-peers');

  const [named] = findingsOf(report).filter(({ host }) => host === 'turn.voice-relay.example');
  expect(named).toMatchObject({ kind: 'user-id', place: 'turn', onTheWire: true });
  expect(named?.masked).not.toContain(planted.userId);
  expect(partyOf(report, 'voice-relay.example')).toMatchObject({ voice: 'no', learns: { 'user-id': 'on-the-wire' } });
  const clear = report.warnings.find(({ rule }) => rule === 'identifiers-on-the-wire');
  expect(clear).toMatchObject({ severity: 'high', hosts: ['turn.voice-relay.example'] });
  expect(clear?.basis.map(({ key }) => key)).toContain('basisTurnName');
});

test('a STUN server at another company is warned of', async ({ earshot, net }) => {
  const { report } = await talkIn({ earshot, net }, ['peers', { stun: true }]);
  const warning = report.warnings.find(({ rule }) => rule === 'stun-to-third-party');
  expect(warning).toMatchObject({ party: 'voice-relay.example', hosts: ['turn.voice-relay.example'] });
});

test('no report holds a readable address of a person', async ({ earshot, net }) => {
  const ownIn = (it: SiteReport) => findingsOf(it).filter(({ kind }) => kind === 'ip-address');
  // The signalling carried it, so it is found, at the second look where it was not known at the first.
  const isFound = (it: SiteReport) => isPlaced(it) && ownIn(it).length > 0;
  const { report } = await talkIn({ earshot, net }, ['peers'], isFound);
  const kept = JSON.stringify(report);
  const own = ownIn(report);
  for (const { masked } of own) expect(masked).toContain('••••');
  expect(kept).not.toMatch(/fd00::2|192\.0\.2\.2/);
});

// Without a sound device Firefox never starts an AudioContext, so there the sound comes from a MediaRecorder.
const viaSocket = (name: TestBrowser['name']) => ({ recorder: name === 'firefox' });

test('a voice through a WebSocket is found by its flow', async ({ earshot, net, browserUnderTest }) => {
  const { report, leg } = await talkIn({ earshot, net }, ['socket', viaSocket(browserUnderTest)]);
  expect(report.voice).toMatchObject({ route: 'websocket', encryption: 'not-seen' });
  expect(leg).toMatchObject({ host: 'media.voice-socket.example', party: 'voice-socket.example' });
  expect(keys(leg)).toContain('basisCaptured');
  expect(partyOf(report, 'voice-socket.example')).toMatchObject({ voice: 'yes' });
  expect(
    findingsOf(report)
      .filter(({ place }) => place === 'websocket')
      .map(({ kind }) => kind),
  ).toContain('user-id');
  expect(report.blindSpots.map(({ what }) => what.key)).not.toContain('blindFrames');
});

test('a recording through a WebSocket is known by how it begins', async ({ earshot, net }) => {
  const { leg } = await talkIn({ earshot, net }, ['socket', { recorder: true }]);
  expect(leg).toMatchObject({ route: 'websocket', certainty: 'high' });
  expect(keys(leg)).toContain('basisSoundInSocket');
});

test('a WebSocket in a worker is a likely way of the voice, and what goes through it a blind spot', async ({
  earshot,
  browserUnderTest,
}) => {
  const recorder = viaSocket(browserUnderTest).recorder ? '&recorder' : '';
  const page = await earshot.open(`${voiceRooms.socket}?worker${recorder}`);
  // The visit begins with the microphone, as where a page shows its level before one joins.
  await page.evaluate(async () => {
    await navigator.mediaDevices.getUserMedia({ audio: true });
  });
  await reportUntil(earshot, page, ({ microphone }) => microphone.state === 'on');
  await page.evaluate(() => document.querySelector<HTMLElement>('#join')?.click());
  const report = await reportUntil(
    earshot,
    page,
    ({ voice }) => voice.legs.some(({ certainty }) => certainty === 'medium'),
    30_000,
  );
  const [leg] = report.voice.legs;
  expect(leg).toMatchObject({ route: 'websocket', host: 'media.voice-socket.example', bytesSent: 0 });
  expect(leg && keys(leg)).toContain('basisWorkerSocket');
  expect(partyOf(report, 'voice-socket.example')).toMatchObject({ voice: 'likely', ring: 'hears' });
  expect(report.blindSpots).toContainEqual({
    what: { key: 'blindFrames' },
    host: 'media.voice-socket.example',
    count: 1,
  });
  await page.close();
});

for (const streams of [false, true]) {
  test(`a voice through WebTransport is found by its flow (${streams ? 'each frame in a stream' : 'datagrams'})`, async ({
    earshot,
    net,
    browserUnderTest,
  }) => {
    test.skip(!canServeTransport(), noTransport);
    const { page, report, leg } = await talkIn({ earshot, net }, [
      'transport',
      { streams, ...viaSocket(browserUnderTest) },
    ]);
    expect(report.voice).toMatchObject({ route: 'web-transport', encryption: 'not-seen' });
    expect(leg).toMatchObject({ host: transportHost, party: 'voice-transport.example', transport: 'udp', until: null });
    expect(keys(leg)).toContain('basisCaptured');
    // Of frames that say nothing of themselves the rate is known, and of a recording the beginning.
    const known = browserUnderTest === 'firefox' ? 'basisSoundInSocket' : 'basisVoiceRate';
    expect(keys(leg)).toContain(known);
    expect(partyOf(report, 'voice-transport.example')).toMatchObject({ voice: 'yes', ring: 'hears' });
    const found = findingsOf(report).filter(({ host, place }) => host === transportHost && place === 'web-transport');
    expect(found.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['user-id', 'token']));
    // All that the page says it sent so far, and who it said it was.
    const sent = await room?.bytes(page);
    expect(leg.bytesSent).toBeLessThan((sent?.sent ?? 0) + 1000);
    expect(report.blindSpots.map(({ what }) => what.key)).not.toContain('blindTransport');
  });
}

test('a stream that the browser itself sends through WebTransport is a blind spot', async ({ earshot, net }) => {
  test.skip(!canServeTransport(), noTransport);
  room = await openVoiceRoom(earshot, net, 'transport', { piped: true, recorder: true });
  const [page] = room.pages;
  const unread = ({ blindSpots }: SiteReport) => blindSpots.some(({ what }) => what.key === 'blindTransport');
  const report = await reportUntil(earshot, page, unread);
  expect(report.blindSpots).toContainEqual({ what: { key: 'blindTransport' }, host: transportHost, count: 1 });
  expect(findingsOf(report).filter(({ host }) => host === transportHost).length).toBeGreaterThan(0);
  expect(report.voice.legs).toEqual([]);
});

for (const beacon of [false, true]) {
  test(`recordings that are uploaded are a way of the voice (${beacon ? 'sendBeacon' : 'fetch'})`, async ({
    earshot,
    net,
  }) => {
    const { report, leg } = await talkIn({ earshot, net }, ['upload', { beacon }]);
    expect(report.voice).toMatchObject({ route: 'upload', encryption: 'not-seen', certainty: 'high' });
    expect(leg).toMatchObject({ host: 'clips.voice-upload.example', party: 'voice-upload.example' });
    expect(partyOf(report, 'voice-upload.example')).toMatchObject({ voice: 'yes' });
  });
}
