import { expect, test } from 'playwright/test';
import { isVoiceLike, isVoiceLikeByBytes } from '../../background/classify/voice/flow.ts';
import { soundIn } from '../../background/classify/voice/sound.ts';
import type { Observation } from '../../extension/model/observation.ts';
import type { SiteReport } from '../../extension/model/report.ts';
import { flowing } from '../support/voice-scenes.ts';
import { type Told, VoiceVisit } from '../support/voice-visit.ts';

const url = 'wss://voice.talk.example/room';
const socket: Told = { what: 'socket', socket: 1, url, protocols: [] };
const capture: Told = { what: 'capture', how: 'audio-worklet', type: null, live: true };
const worker: Told = { what: 'worker', kind: 'dedicated', url: 'https://rooms.example/worker.js' };
const recorder: Told = { what: 'capture', how: 'media-recorder', type: 'audio/webm', live: true };

const request = (to: string, changes: Partial<Extract<Observation, { what: 'request' }>> = {}): Observation => ({
  what: 'request',
  url: to,
  at: 1,
  type: 'websocket',
  method: 'GET',
  body: { state: 'none' },
  ...changes,
});
const partyOf = (report: SiteReport, id: string) => report.parties.find((party) => party.id === id);
const blind = ({ blindSpots }: SiteReport) => blindSpots.map(({ what, host, count }) => [what.key, host, count]);

test('speech has a rate of its own, in messages and in bits', () => {
  const talk = (perSecond: number, bytes: number, span = 10_000) => ({
    binaries: (perSecond * span) / 1000,
    binaryBytes: (perSecond * bytes * span) / 1000,
    span,
  });
  // Opus packets of 20 and 60 ms, blocks of samples, chunks of a recorder.
  for (const [perSecond, bytes] of [
    [50, 80],
    [17, 180],
    [93.75, 1024],
    [10, 400],
    [4, 4000],
  ] as const) {
    expect(isVoiceLike(talk(perSecond, bytes)), `${perSecond}/s of ${bytes}`).toBe(true);
  }
  // Positions in a game, a file, a message now and then, a burst.
  for (const [perSecond, bytes] of [
    [20, 30],
    [200, 60_000],
    [0.2, 9000],
  ] as const) {
    expect(isVoiceLike(talk(perSecond, bytes)), `${perSecond}/s of ${bytes}`).toBe(false);
  }
  expect(isVoiceLike(talk(50, 80, 1500))).toBe(false);
  expect(isVoiceLikeByBytes({ binaries: 0, binaryBytes: 40_000, span: 10_000 })).toBe(true);
  expect(isVoiceLikeByBytes({ binaries: 0, binaryBytes: 400, span: 10_000 })).toBe(false);
});

test('recorded sound is known by how it begins, also within a form', () => {
  const bytes = (...values: number[]) => Uint8Array.from(values);
  expect(soundIn(bytes(0x1a, 0x45, 0xdf, 0xa3, 0x9f))).toBe('audio/webm');
  expect(soundIn(new TextEncoder().encode('OggS\0\x02'))).toBe('audio/ogg');
  expect(soundIn(bytes(0, 0, 0, 0x1c, 0x66, 0x74, 0x79, 0x70))).toBe('audio/mp4');
  expect(soundIn(new TextEncoder().encode('RIFF....WAVEfmt '))).toBe('audio/wav');
  const form = '--x\r\nContent-Disposition: form-data; name="f"; filename="blob"\r\nContent-Type: audio/webm\r\n\r\n';
  expect(soundIn(new TextEncoder().encode(form))).toBe('audio/webm');
  expect(soundIn(Buffer.concat([Buffer.from('{"room":1}\n'), bytes(0x1a, 0x45, 0xdf, 0xa3)]))).toBe('audio/webm');
  expect(soundIn(new TextEncoder().encode('{"a":1}'))).toBeNull();
  expect(soundIn(new Uint8Array(0))).toBeNull();
});

test('a voice through a WebSocket is found by its rate, and its host hears', async () => {
  const report = await new VoiceVisit()
    .request(request(url))
    .microphone(true)
    .seen([capture, socket])
    .seen(flowing(1), { every: 2000 })
    .report();
  expect(report.voice).toMatchObject({ route: 'websocket', encryption: 'not-seen', certainty: 'medium' });
  expect(report.voice.legs).toMatchObject([{ host: 'voice.talk.example', party: 'talk.example', bytesSent: 80_000 }]);
  expect(report.voice.legs[0]?.basis[0]).toEqual({ key: 'basisVoiceRate', values: [50, 32] });
  expect(partyOf(report, 'talk.example')).toMatchObject({ voice: 'yes', ring: 'hears' });
  expect(blind(report)).toEqual([]);
});

test('the same without encryption can be heard by anyone on the way', async () => {
  const report = await new VoiceVisit()
    .microphone(true)
    .seen([capture, { ...socket, url: url.replace('wss', 'ws') } as Told])
    .seen(flowing(1), { every: 2000 })
    .report();
  expect(report.voice.encryption).toBe('none');
  expect(partyOf(report, 'wire')).toMatchObject({ voice: 'yes', ring: 'hears' });
  expect(report.warnings[0]).toMatchObject({ rule: 'voice-on-the-wire', severity: 'high' });
  expect(report.verdict.headline.key).toBe('verdictVoiceWire');
});

test('without a capture the rate alone only suggests that it is the voice', async () => {
  const report = await new VoiceVisit().microphone(true).seen([socket]).seen(flowing(1), { every: 2000 }).report();
  expect(report.voice).toMatchObject({ route: 'websocket', certainty: 'low' });
  expect(partyOf(report, 'talk.example')).toMatchObject({ voice: 'likely' });
});

test('what flows while the microphone is off is no voice', async () => {
  const report = await new VoiceVisit()
    .microphone(true)
    .microphone(false)
    .seen([capture, socket])
    .seen(flowing(1), { every: 2000 })
    .report();
  expect(report.voice).toMatchObject({ route: 'unknown', legs: [] });
});

test('a recording in messages of a WebSocket is known by how it begins', async () => {
  const data = { as: 'bytes' as const, base64: Buffer.from([0x1a, 0x45, 0xdf, 0xa3]).toString('base64') };
  const report = await new VoiceVisit()
    .microphone(true)
    .seen([recorder, socket, { what: 'socket-message', socket: 1, length: 4, data }])
    .seen(flowing(1, { seconds: 4, perSecond: 1, bytes: 4000 }), { every: 2000 })
    .report();
  expect(report.voice).toMatchObject({ route: 'websocket', certainty: 'high' });
  expect(report.voice.legs[0]?.basis[0]).toEqual({ key: 'basisSoundInSocket', values: ['audio/webm'] });
});

test('a WebSocket that only its request showed lives in a worker, and likely carries the voice', async () => {
  const report = await new VoiceVisit().microphone(true).request(request(url)).seen([capture, worker]).report();
  expect(report.voice).toMatchObject({ route: 'websocket', certainty: 'medium' });
  expect(report.voice.legs[0]?.basis[0]).toEqual({ key: 'basisWorkerSocket', values: ['voice.talk.example'] });
  expect(partyOf(report, 'talk.example')).toMatchObject({ voice: 'likely', ring: 'hears' });
  expect(blind(report)).toEqual([['blindFrames', 'voice.talk.example', 1]]);
});

test('where the page takes in the sound, a worker runs and nothing is seen to leave, that is said', async () => {
  const report = await new VoiceVisit().microphone(true).seen([capture, worker]).report();
  expect(report.voice).toMatchObject({ route: 'unknown', certainty: 'unknown', legs: [] });
  expect(report.voice.basis.map(({ key }) => key)).toContain('basisCapturedWorker');
});

test('a worker’s WebSocket says nothing where the voice was seen to leave another way', async () => {
  const report = await new VoiceVisit()
    .microphone(true)
    .request(request('wss://push.talk.example/'))
    .request(request(url))
    .seen([capture, worker, socket])
    .seen(flowing(1), { every: 2000 })
    .report();
  expect(report.voice.legs.map(({ host }) => host)).toEqual(['voice.talk.example']);
  expect(blind(report)).toEqual([['blindFrames', 'push.talk.example', 1]]);
});

test('a socket that the probe saw is not said to be unseen, and what was not looked through is counted', async () => {
  const text = JSON.stringify({ user_id: 'user_8842017', room: 'lotus-garden-room' });
  const sent = { texts: 12, textBytes: 900, binaries: 0, binaryBytes: 0 };
  const visit = new VoiceVisit()
    .request(request(url))
    .microphone(true)
    .seen([
      socket,
      { what: 'socket-message', socket: 1, length: text.length, data: { as: 'text', text } },
      { what: 'socket-traffic', socket: 1, sent, received: sent, open: true },
    ]);
  const report = await visit.report();
  expect(blind(report)).toEqual([['blindSomeFrames', 'voice.talk.example', 11]]);
  const found = report.destinations.flatMap(({ findings }) => findings);
  expect(found.map(({ kind, place }) => [kind, place])).toContainEqual(['user-id', 'websocket']);
  expect(JSON.stringify(visit.open.visit)).not.toContain('user_8842017');
});

/** A session, and what the page wrote into it. */
const session: Told = { what: 'web-transport', transport: 1, url: 'https://voice.talk.example:4433/room' };
const wrote = (binaries: number, binaryBytes: number): Told => {
  const sent = { texts: 0, textBytes: 0, binaries, binaryBytes };
  return { what: 'web-transport-traffic', transport: 1, sent, open: true };
};
const written = (text: string): Told => {
  const data = { as: 'bytes' as const, base64: Buffer.from(text).toString('base64') };
  return { what: 'web-transport-message', transport: 1, length: text.length, data };
};

test('a voice through WebTransport is found by its rate, and its host hears', async () => {
  const voice = Array.from({ length: 10 }, (_, i) => wrote((i + 1) * 100, (i + 1) * 8000));
  const report = await new VoiceVisit().microphone(true).seen([capture, session]).seen(voice, { every: 2000 }).report();
  expect(report.voice).toMatchObject({ route: 'web-transport', encryption: 'not-seen', certainty: 'medium' });
  expect(report.voice.legs).toMatchObject([{ host: 'voice.talk.example', transport: 'udp', bytesSent: 80_000 }]);
  expect(report.voice.legs[0]?.basis[0]).toEqual({ key: 'basisVoiceRate', values: [50, 32] });
  expect(partyOf(report, 'talk.example')).toMatchObject({ voice: 'yes', ring: 'hears' });
  expect(blind(report)).toEqual([]);
});

test('an identifier that went through WebTransport is found there, and what was not looked through is counted', async () => {
  const text = JSON.stringify({ user_id: 'user_8842017', room: 'lotus-garden-room' });
  const visit = new VoiceVisit().microphone(true).seen([session, written(text), wrote(12, 900)]);
  const report = await visit.report();
  expect(blind(report)).toEqual([['blindTransport', 'voice.talk.example', 11]]);
  const found = report.destinations.flatMap(({ findings }) => findings);
  expect(found.map(({ kind, place }) => [kind, place])).toContainEqual(['user-id', 'web-transport']);
  expect(JSON.stringify(visit.open.visit)).not.toContain('user_8842017');
});

test('a recording in a stream of WebTransport is known by how it begins', async () => {
  const visit = new VoiceVisit().microphone(true).seen([recorder, session, written('OggS'), wrote(1, 4)]);
  const report = await visit.report();
  expect(report.voice).toMatchObject({ route: 'web-transport', certainty: 'high' });
  expect(report.voice.legs[0]?.basis[0]).toEqual({ key: 'basisSoundInSocket', values: ['audio/ogg'] });
});

test('a recording that is uploaded is found as Blob, as bytes and as part of a form', async () => {
  const to = 'https://media.talk.example/notes';
  const webm = Uint8Array.from([0x1a, 0x45, 0xdf, 0xa3, 1, 2, 3, 4]);
  const base64 = Buffer.from(webm).toString('base64');
  const blob: Told = {
    what: 'body',
    url: to,
    method: 'POST',
    by: 'fetch',
    from: 'blob',
    type: 'audio/webm;codecs=opus',
    length: 8,
    base64,
    cut: false,
  };
  const visits = [
    new VoiceVisit().microphone(true).seen([recorder, blob]),
    new VoiceVisit()
      .microphone(true)
      .seen([recorder])
      .request(
        request(to, { type: 'xmlhttprequest', method: 'POST', body: { state: 'raw', bytes: webm, cut: false } }),
      ),
  ];
  for (const visit of visits) {
    const report = await visit.report();
    expect(report.voice).toMatchObject({ route: 'upload', encryption: 'not-seen', certainty: 'high' });
    expect(report.voice.legs).toMatchObject([{ host: 'media.talk.example', bytesSent: 8 }]);
    expect(partyOf(report, 'talk.example')).toMatchObject({ voice: 'yes' });
  }
});

test('sound that is uploaded without a microphone is not the person’s', async () => {
  const bytes = Uint8Array.from([0x1a, 0x45, 0xdf, 0xa3]);
  const upload = request('https://media.talk.example/', { type: 'ping', body: { state: 'raw', bytes, cut: false } });
  const report = await new VoiceVisit().request(upload).report();
  expect(report.voice.legs).toEqual([]);
});

test('a body that the probe has read is no longer said to be unread', async () => {
  const to = 'https://log.talk.example/';
  const unread = request(to, { type: 'xmlhttprequest', body: { state: 'unread', why: 'blob' } });
  const visit = new VoiceVisit().request(unread);
  expect(blind(await visit.report())).toEqual([['blindUnreadBody', 'log.talk.example', 1]]);
  const text = Buffer.from('{"user_id":"user_8842017"}').toString('base64');
  const body = {
    what: 'body',
    url: to,
    method: 'POST',
    by: 'fetch',
    from: 'blob',
    type: '',
    length: 26,
    cut: false,
  } as const;
  visit.seen([{ ...body, base64: null }]);
  expect(blind(await visit.report())).toHaveLength(1);
  visit.tellOfRequest(to).seen([{ ...body, base64: text }]);
  const report = await visit.report();
  expect(blind(report)).toEqual([]);
  expect(report.destinations[0]).toMatchObject({ unreadBodies: 0, requests: 1 });
  expect(report.destinations[0]?.findings).toMatchObject([{ kind: 'user-id', place: 'body' }]);
});

test('what a frame had open goes with its page, and the next page’s numbers are its own', async () => {
  const visit = new VoiceVisit().microphone(true).seen([capture, socket]).seen(flowing(1), { every: 2000 });
  visit.leave();
  visit.seen([{ ...socket, url: 'wss://other.talk.example/' } as Told]);
  const report = await visit.report();
  expect(report.voice.legs).toMatchObject([{ host: 'voice.talk.example', until: expect.any(Number) }]);
  expect(
    Object.values(visit.open.visit.media?.sockets ?? {})
      .map(({ host }) => host)
      .sort(),
  ).toEqual(['other.talk.example', 'voice.talk.example']);
});
