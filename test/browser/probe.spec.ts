import { expect } from 'playwright/test';
import type { MessageData } from '../../extension/probe/traffic.ts';
import type { TestBrowser } from '../support/browser.ts';
import { test } from '../support/earshot.ts';
import { hearIn } from '../support/hearing.ts';
import type { Internet } from '../support/internet.ts';
import { canServeTransport, noTransport, startTransportServer } from '../support/media/transport.ts';

test.use({ browserOf: 'file' });

/** In the page: two ends of a call in one document, wired to each other. */
interface Call {
  here: RTCPeerConnection;
  there: RTCPeerConnection;
}
declare const startCall: (stream: MediaStream | null, configuration?: RTCConfiguration) => Promise<Call>;
declare const opened: (socket: WebSocket) => Promise<void>;

const html = `<!doctype html><meta charset="utf-8"><title>probe</title><script>
  async function startCall(stream, configuration) {
    const here = new RTCPeerConnection(configuration);
    const there = new RTCPeerConnection();
    here.onicecandidate = ({ candidate }) => candidate && there.addIceCandidate(candidate);
    there.onicecandidate = ({ candidate }) => candidate && here.addIceCandidate(candidate.toJSON());
    const connected = new Promise((resolve) => {
      here.addEventListener('connectionstatechange', () => here.connectionState === 'connected' && resolve());
    });
    if (stream) for (const track of stream.getTracks()) here.addTrack(track, stream);
    else here.createDataChannel('bare');
    await here.setLocalDescription();
    await there.setRemoteDescription(here.localDescription);
    await there.setLocalDescription();
    await here.setRemoteDescription(there.localDescription);
    await connected;
    return { here, there };
  }
  const opened = (socket) => new Promise((resolve) => socket.addEventListener('open', () => resolve(), { once: true }));
</script>`;

async function open(net: Internet, host = 'probe.example'): Promise<string> {
  await net.site(host, {
    request: ({ path }) =>
      path === '/'
        ? { type: 'text/html', body: html }
        : path.endsWith('.js')
          ? { type: 'text/javascript', body: workletSource }
          : { body: 'ok' },
    socket: (socket) => socket.on('message', (data, binary) => socket.send(data, { binary })),
  });
  return `https://${host}/`;
}

const workletSource = `if (globalThis.registerProcessor) registerProcessor('ears', class extends AudioWorkletProcessor {
  process() { return true; }
});`;

test('a call is told: servers, descriptions, candidates, states, and statistics with the chosen pair', async ({
  earshot,
  net,
}) => {
  const page = await earshot.open(await open(net));
  const heard = await hearIn(earshot, page);
  await page.evaluate(async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const { here } = await startCall(stream, {
      iceServers: [
        { urls: ['turn:127.0.0.1:3478?transport=udp'], username: '1700000000:user_8842017', credential: 'secret' },
        { urls: 'stun:127.0.0.1:3479' },
      ],
    });
    Object.assign(globalThis, { here });
  });
  const [first, second] = await heard.until('connection', (all) => all.length === 2);
  expect(first).toMatchObject({
    connection: 1,
    iceServers: [
      { urls: [expect.stringContaining('turn:127.0.0.1:3478')], username: '1700000000:user_8842017' },
      { urls: ['stun:127.0.0.1:3479'], username: null },
    ],
    relayOnly: false,
  });
  expect(second).toMatchObject({ connection: 2, iceServers: [] });
  // A password of a TURN server is nobody's business.
  expect(JSON.stringify(await heard.said())).not.toContain('secret');

  const descriptions = await heard.until('description', (all) => all.length >= 4);
  const ofFirst = descriptions.filter(({ connection }) => connection === 1);
  expect(ofFirst.map(({ side, type }) => `${side} ${type}`)).toEqual(['local offer', 'remote answer']);
  expect(ofFirst[0]?.sdp).toContain('m=audio');
  await heard.until('candidate', (all) => all.some(({ connection, side }) => connection === 1 && side === 'local'));
  await heard.until('candidate', (all) => all.some(({ side }) => side === 'remote'));
  await heard.until('state', (all) => all.some(({ connection, state }) => connection === 1 && state === 'connected'));

  const stats = await heard.until('stats', (all) => all.some((one) => one.connection === 1 && one.audio.sent > 0));
  const last = stats.findLast(({ connection }) => connection === 1);
  expect(last?.pair).toMatchObject({ local: { protocol: 'udp' }, remote: { protocol: 'udp' } });
  expect(last?.audio).toMatchObject({ codecs: ['audio/opus/48000'], senders: 1, sendersTransformed: 0, receivers: 0 });
  // They go on, and never fall.
  const later = await heard.until(
    'stats',
    (all) => all.filter(({ connection }) => connection === 1).length >= 2,
    30_000,
  );
  const sent = later.filter(({ connection }) => connection === 1).map(({ audio }) => audio.sent);
  expect(sent).toEqual([...sent].sort((a, b) => a - b));
  expect(sent.at(-1)).toBeGreaterThan(sent[0] ?? 0);

  await page.evaluate(() => (globalThis as unknown as Call).here.close());
  await heard.until('state', (all) => all.some(({ connection, state }) => connection === 1 && state === 'closed'));
  expect(JSON.stringify(await heard.events())).not.toContain('summarised');
});

test('the other side is described as it wrote itself, not as the browser gives it back', async ({ earshot, net }) => {
  const page = await earshot.open(await open(net));
  const heard = await hearIn(earshot, page);
  const read = await page.evaluate(async () => {
    const words = (sdp: string, writer: string) =>
      sdp
        .replace(/^o=\S+ (\S+ \S+) .*$/m, `o=${writer} $1 IN IP4 203.0.113.7`)
        .replace(/^s=.*$/m, `s=${writer}`)
        .replace(/^t=0 0$/m, '$&\r\na=ice-lite');
    const reads: string[] = [];
    const call = async (give: (sdp: string) => RTCSessionDescriptionInit) => {
      const [here, there] = [new RTCPeerConnection(), new RTCPeerConnection()];
      here.createDataChannel('bare');
      await here.setLocalDescription();
      await there.setRemoteDescription(here.localDescription as RTCSessionDescription);
      await there.setLocalDescription();
      await here.setRemoteDescription(give(there.localDescription?.sdp ?? ''));
    };
    await call((sdp) => ({ type: 'answer', sdp: words(sdp, 'plain') }));
    await call((sdp) => new RTCSessionDescription({ type: 'answer', sdp: words(sdp, 'made') }));
    // What only script of the page can answer is not asked.
    await call((sdp) => ({
      type: 'answer',
      get sdp() {
        reads.push('read');
        return words(sdp, 'behind');
      },
    }));
    return reads;
  });
  const answers = await heard.until(
    'description',
    (all) => all.filter(({ side, type }) => side === 'remote' && type === 'answer').length === 3,
  );
  const [plain, made, behind] = answers
    .filter(({ side, type }) => side === 'remote' && type === 'answer')
    .map(({ sdp }) => sdp);
  for (const [sdp, writer] of [
    [plain, 'plain'],
    [made, 'made'],
  ]) {
    expect(sdp).toMatch(new RegExp(`^o=${writer} \\d+ \\d+ IN IP4 203\\.0\\.113\\.7\\r\\ns=${writer}\\r$`, 'm'));
    expect(sdp).toContain('\r\na=ice-lite\r\n');
  }
  expect(behind).toContain('m=application');
  expect(read).toEqual(['read']);
});

test('the first word of a visit waits for no other; what follows comes in one', async ({ earshot, net }) => {
  const page = await earshot.open(await open(net));
  const heard = await hearIn(earshot, page);
  await page.evaluate(() => {
    for (let i = 0; i < 5; i++) new RTCPeerConnection();
  });
  await heard.until('connection', (all) => all.length === 5);
  const made = (await heard.said()).flatMap((one) => (one.say === 'state' ? [one.peerConnections] : []));
  expect(made.filter((count) => count > 0)).toEqual([1, 4]);
});

test('both directions of a data channel are told, with texts and bytes of every kind', async ({ earshot, net }) => {
  const page = await earshot.open(await open(net));
  const heard = await hearIn(earshot, page);
  await page.evaluate(async () => {
    const { here, there } = await startCall(null);
    there.addEventListener('datachannel', ({ channel }) => {
      channel.onmessage = ({ data }) => channel.send(`echo ${typeof data}`);
    });
    const channel = here.createDataChannel('chat', { protocol: 'json' });
    await new Promise((resolve) => channel.addEventListener('open', resolve, { once: true }));
    channel.send('{"room":"room-7QK2-lotus"}');
    channel.send(new Uint8Array([1, 2, 3]).buffer);
    channel.send(new Uint8Array([9, 4, 5, 9]).subarray(1, 3));
    channel.send(new DataView(new Uint8Array([9, 6, 7, 9]).buffer, 1, 2));
    // Firefox closes a connection that nobody holds.
    Object.assign(globalThis, { channel, here, there });
  });
  const channels = await heard.until('data-channel', (all) => all.filter(({ label }) => label === 'chat').length === 2);
  const [mine, theirs] = channels.filter(({ label }) => label === 'chat');
  expect(mine).toMatchObject({ connection: 1, by: 'local', protocol: 'json' });
  expect(theirs).toMatchObject({ connection: 2, by: 'remote', protocol: 'json' });
  const messages = await heard.until(
    'data-message',
    (all) => all.filter(({ channel }) => channel === theirs?.channel).length >= 4,
  );
  expect(
    messages.filter(({ channel }) => channel === mine?.channel).map(({ length, data }) => ({ length, data })),
  ).toEqual([
    { length: 26, data: { as: 'text', text: '{"room":"room-7QK2-lotus"}' } },
    { length: 3, data: { as: 'bytes', base64: 'AQID' } },
    { length: 2, data: { as: 'bytes', base64: 'BAU=' } },
    { length: 2, data: { as: 'bytes', base64: 'Bgc=' } },
  ]);
  const traffic = await heard.until('data-traffic', (all) =>
    all.some(({ channel, received }) => channel === mine?.channel && received.texts === 4),
  );
  expect(traffic.findLast(({ channel }) => channel === mine?.channel)).toMatchObject({
    sent: { texts: 1, textBytes: 26, binaries: 3, binaryBytes: 7 },
    open: true,
  });

  // A busy channel is counted to the end, though no longer message by message.
  await page.evaluate(() => {
    const { channel } = globalThis as unknown as { channel: RTCDataChannel };
    for (let i = 0; i < 1000; i++) channel.send('more');
  });
  const busy = await heard.until(
    'data-traffic',
    (all) => all.some(({ channel, received }) => channel === mine?.channel && received.texts === 1004),
    30_000,
  );
  expect(busy.findLast(({ channel }) => channel === mine?.channel)?.sent.texts).toBe(1001);
});

test('what a page sent through its sockets is told when it opens the microphone, and not before', async ({
  earshot,
  net,
}) => {
  const page = await earshot.open(await open(net));
  const heard = await hearIn(earshot, page);
  await page.evaluate(async () => {
    class Signalling extends WebSocket {}
    const socket = new Signalling(`wss://${location.host}/signal?token=abc`, ['json', 'tok_5f0c9b1e77d24a83']);
    Object.assign(globalThis, { socket });
    const mirrored = new Promise<void>((resolve) => {
      let count = 0;
      socket.addEventListener('message', () => ++count === 3 && resolve());
    });
    await opened(socket);
    socket.send('join room-7QK2-lotus');
    socket.send(new Uint8Array([1, 2, 3]));
    socket.send('x'.repeat(50_000));
    new Worker(`https://${location.host}/worker.js?before`);
    await navigator.mediaDevices.enumerateDevices();
    await mirrored;
  });
  // Long enough for anything to be said that was going to be.
  await new Promise((resolve) => setTimeout(resolve, 2500));
  expect(await heard.said()).toEqual([]);

  await page.evaluate(async () => {
    const { socket } = globalThis as unknown as { socket: WebSocket };
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    Object.assign(globalThis, { stream });
    const mirrored = new Promise<void>((resolve) => {
      let count = 0;
      socket.addEventListener('message', () => ++count === 2 && resolve());
    });
    socket.send('mic on');
    socket.send(new Blob(['of a blob']));
    await mirrored;
  });
  expect(await heard.until('socket', (all) => all.length === 1)).toMatchObject([
    { url: 'wss://probe.example/signal?token=abc', protocols: ['json', 'tok_5f0c9b1e77d24a83'] },
  ]);
  const messages = await heard.until('socket-message', (all) => all.length === 5);
  expect(messages.map(({ length, data }) => ({ length, data }))).toEqual([
    { length: 20, data: { as: 'text', text: 'join room-7QK2-lotus' } },
    { length: 3, data: { as: 'bytes', base64: 'AQID' } },
    { length: 50_000, data: { as: 'unread' } },
    { length: 6, data: { as: 'text', text: 'mic on' } },
    { length: 9, data: { as: 'bytes', base64: Buffer.from('of a blob').toString('base64') } },
  ]);
  expect(messages.map(({ at }) => at)).toEqual(messages.map(({ at }) => at).sort((a, b) => a - b));
  await heard.until('worker', (all) => all.some(({ url, kind }) => url.endsWith('?before') && kind === 'dedicated'));
  expect(await heard.until('devices', (all) => all.length > 0)).toHaveLength(1);
  await heard.until('socket-traffic', (all) =>
    all.some(({ sent, received }) => sent.textBytes === 50_026 && sent.binaries === 2 && received.texts === 1),
  );
  await page.evaluate(() => (globalThis as unknown as { socket: WebSocket }).socket.close());
  await heard.until('socket-traffic', (all) => all.at(-1)?.open === false);
});

test('a message after a hundred short ones is looked through, and a stream of them is not for long', async ({
  earshot,
  net,
}) => {
  const page = await earshot.open(await open(net));
  const heard = await hearIn(earshot, page);
  await page.evaluate(async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const socket = new WebSocket(`wss://${location.host}/signal`);
    Object.assign(globalThis, { stream, socket });
    await opened(socket);
    for (let i = 0; i < 100; i++) socket.send(`candidate ${i}`);
    socket.send(`name ${'x'.repeat(300)}`);
    for (let i = 0; i < 1000; i++) socket.send(`sound ${i}`);
  });
  await heard.until('socket-traffic', (all) => all.some(({ sent }) => sent.texts === 1101));
  const texts = (await heard.until('socket-message', (all) => all.length > 100)).map(({ data }) =>
    data.as === 'text' ? data.text : '',
  );
  expect(texts.filter((text) => text.startsWith('candidate'))).toHaveLength(100);
  expect(texts.filter((text) => text.startsWith('name'))).toHaveLength(1);
  expect(texts.length).toBeLessThan(300);
});

test('the background can make a frame look, and make it stop', async ({ earshot, net }) => {
  const page = await earshot.open(await open(net));
  const heard = await hearIn(earshot, page);
  await page.evaluate(async () => {
    const socket = new WebSocket(`wss://${location.host}/`);
    Object.assign(globalThis, { socket });
    await opened(socket);
    socket.send('before');
  });
  const send = (text: string) =>
    page.evaluate((text) => (globalThis as unknown as { socket: WebSocket }).socket.send(text), text);
  await heard.watch(true);
  await heard.until('socket-message', (all) => all.length === 1);
  await send('while');
  await heard.until('socket-message', (all) => all.length === 2);
  await heard.watch(false);
  await send('after');
  await new Promise((resolve) => setTimeout(resolve, 2500));
  expect(JSON.stringify(await heard.said())).not.toContain('after');
});

test('bodies that requests do not show are told, however they are sent', async ({ earshot, net }) => {
  const page = await earshot.open(await open(net));
  const heard = await hearIn(earshot, page);
  await page.evaluate(async () => {
    await navigator.mediaDevices.getUserMedia({ audio: true });
    const blob = (text: string) => new Blob([text], { type: 'audio/webm' });
    await fetch('/by-fetch', { method: 'POST', body: blob('one') });
    await fetch(new Request('/by-request', { method: 'PUT', body: blob('two') }));
    await fetch(new Request('/by-clone', { method: 'PUT', body: blob('six') }).clone());
    await new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open('POST', '/by-xhr');
      request.onloadend = resolve;
      request.send(blob('three'));
    });
    navigator.sendBeacon('/by-beacon', blob('four'));
    await fetch('/long', { method: 'POST', body: blob('x'.repeat(100_000)) });
    await fetch('/text', { method: 'POST', body: 'webRequest shows it' });
    const body = new Blob(['five']).stream();
    await fetch('/by-stream', { method: 'POST', body, duplex: 'half' } as RequestInit).catch(() => undefined);
  });
  const streams = earshot.name === 'chromium' ? 1 : 0;
  const bodies = await heard.until('body', (all) => all.length === 6 + streams);
  const told = (path: string) => {
    const found = bodies.find(({ url }) => url === `https://probe.example/${path}`);
    return found && { ...found, base64: found.base64 === null ? null : Buffer.from(found.base64, 'base64').toString() };
  };
  const common = { from: 'blob', type: 'audio/webm', cut: false };
  expect(told('by-fetch')).toMatchObject({ ...common, by: 'fetch', method: 'POST', length: 3, base64: 'one' });
  expect(told('by-request')).toMatchObject({ ...common, by: 'fetch', method: 'PUT', base64: 'two' });
  expect(told('by-clone')).toMatchObject({ ...common, by: 'fetch', method: 'PUT', base64: 'six' });
  expect(told('by-xhr')).toMatchObject({ ...common, by: 'xhr', method: 'POST', base64: 'three' });
  expect(told('by-beacon')).toMatchObject({ ...common, by: 'beacon', base64: 'four' });
  expect(told('long')).toMatchObject({ length: 100_000, cut: true, base64: 'x'.repeat(65_536) });
  if (streams) expect(told('by-stream')).toMatchObject({ by: 'fetch', from: 'stream', length: null, base64: null });
});

test('what takes the sound of the microphone into script is told, and when it ends', async ({ earshot, net }) => {
  const page = await earshot.open(await open(net));
  const heard = await hearIn(earshot, page);
  await page.evaluate(async () => {
    // A recording of something else is none of the microphone.
    const silent = new AudioContext();
    const tone = silent.createMediaStreamDestination();
    new MediaRecorder(tone.stream).start();
    silent.createScriptProcessor(256, 1, 1);

    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const recorder = new MediaRecorder(stream, { mimeType: 'audio/webm' });
    recorder.start();
    const context = new AudioContext();
    await context.audioWorklet.addModule('/ears.js');
    class Ears extends AudioWorkletNode {}
    const node = new Ears(context, 'ears');
    context.createMediaStreamSource(stream).connect(node);
    const other = new AudioContext();
    new MediaStreamAudioSourceNode(other, { mediaStream: stream.clone() });
    const mixed = other.createMediaStreamDestination();
    other.createScriptProcessor(256, 1, 1);
    const mix = new MediaRecorder(mixed.stream);
    mix.start();
    Object.assign(globalThis, { stream, recorder, mix });
  });
  const live = await heard.until('capture', (all) => all.length >= 4);
  expect(live.map(({ how, live }) => `${how} ${live}`).sort()).toEqual([
    'audio-worklet true',
    'media-recorder true',
    'media-recorder true',
    'script-processor true',
  ]);
  expect(live.find(({ how }) => how === 'media-recorder')?.type).toContain('audio/webm');
  await page.evaluate(() => {
    const { recorder } = globalThis as unknown as { recorder: MediaRecorder };
    recorder.stop();
  });
  await heard.until('capture', (all) => all.some(({ how, live }) => how === 'media-recorder' && !live));
});

test('a transform on a sender and on a receiver is told, and counted in the statistics', async ({ earshot, net }) => {
  const page = await earshot.open(await open(net));
  const heard = await hearIn(earshot, page);
  await page.evaluate(async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const source = `onrtctransform = ({ transformer }) => transformer.readable.pipeTo(transformer.writable);`;
    const worker = new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })));
    const { here, there } = await startCall(stream);
    const [sender] = here.getSenders();
    const [receiver] = there.getReceivers();
    if (!sender || !receiver) throw new Error('no sender or receiver');
    const make = () => new RTCRtpScriptTransform(worker, {});
    (sender as { transform: unknown }).transform = make();
    (receiver as { transform: unknown }).transform = make();
  });
  const transforms = await heard.until('transform', (all) => all.length === 2);
  expect(transforms).toMatchObject([
    { connection: 1, on: 'sender', kind: 'audio', how: 'script-transform' },
    { connection: 2, on: 'receiver', kind: 'audio', how: 'script-transform' },
  ]);
  await heard.until(
    'stats',
    (all) =>
      all.some(({ connection, audio }) => connection === 1 && audio.senders === 1 && audio.sendersTransformed === 1) &&
      all.some(
        ({ connection, audio }) => connection === 2 && audio.receivers === 1 && audio.receiversTransformed === 1,
      ),
    30_000,
  );
});

test('frames that are taken with createEncodedStreams are told', async ({ earshot, net }) => {
  test.skip(earshot.name === 'firefox', 'Firefox has no createEncodedStreams');
  const page = await earshot.open(await open(net));
  const heard = await hearIn(earshot, page);
  await page.evaluate(() => {
    const connection = new RTCPeerConnection({ encodedInsertableStreams: true } as RTCConfiguration);
    const { sender } = connection.addTransceiver('audio');
    (sender as unknown as { createEncodedStreams(): unknown }).createEncodedStreams();
  });
  expect(await heard.until('connection', (all) => all.length > 0)).toMatchObject([{ insertable: true }]);
  expect(await heard.until('transform', (all) => all.length > 0)).toMatchObject([
    { connection: 1, on: 'sender', how: 'encoded-streams' },
  ]);
});

test('the microphone is on for as long as a clone of its track lives', async ({ earshot, net }) => {
  const page = await earshot.open(await open(net));
  const heard = await hearIn(earshot, page);
  const microphone = async () =>
    (await heard.said()).flatMap((one) => (one.say === 'state' ? [one.microphone] : [])).at(-1);
  await page.evaluate(async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const [track] = stream.getTracks();
    const whole = stream.clone();
    const clone = track?.clone();
    track?.stop();
    // What the page makes up does not count.
    clone?.dispatchEvent(new Event('ended'));
    dispatchEvent(new Event('pagehide'));
    for (const one of whole.getTracks()) one.stop();
    Object.assign(globalThis, { clone });
  });
  await expect.poll(microphone).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await microphone()).toBe(true);
  await page.evaluate(() => (globalThis as unknown as { clone: MediaStreamTrack }).clone.stop());
  await expect.poll(microphone).toBe(false);
});

test('a microphone that was asked for in the old way is seen', async ({ earshot, net }) => {
  const page = await earshot.open(await open(net));
  const heard = await hearIn(earshot, page);
  const same = await page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        type Old = (constraints: object, then: (stream: MediaStream) => void, failed: (error: Error) => void) => void;
        const own = navigator as unknown as Record<string, Old>;
        const name = ['getUserMedia', 'webkitGetUserMedia', 'mozGetUserMedia'].find((name) => name in navigator);
        if (name === undefined) resolve('none');
        else own[name]?.({ audio: true }, (stream) => resolve(stream instanceof MediaStream), reject);
      }),
  );
  test.skip(same === 'none', 'this browser has no such form');
  expect(same).toBe(true);
  await expect
    .poll(async () => (await heard.said()).some((one) => one.say === 'state' && one.microphone === true))
    .toBe(true);
});

/** In the page: a session with the server that joins rooms, and the room joined. */
interface Line {
  transport: WebTransport;
  /** Of the stream that the room was joined in. */
  writer: WritableStreamDefaultWriter<Uint8Array>;
}
declare const openLine: (server: { url: string; digest: string }, more?: object) => Promise<Line>;

const lineSource = `globalThis.openLine = async ({ url, digest }, more) => {
  const value = Uint8Array.from(atob(digest), (character) => character.charCodeAt(0));
  const transport = new WebTransport(url, { serverCertificateHashes: [{ algorithm: 'sha-256', value }] });
  await transport.ready;
  const { readable, writable } = await transport.createBidirectionalStream();
  const writer = writable.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify({ room: 'room-7QK2-lotus', ...more }) + '\\n'));
  await readable.getReader().read();
  return { transport, writer };
};`;

async function openTransport({ earshot, net }: { earshot: TestBrowser; net: Internet }) {
  test.skip(!canServeTransport(), noTransport);
  const server = await startTransportServer(net);
  await net.site('probe.example', () => ({ type: 'text/html', body: `${html}<script>${lineSource}</script>` }));
  const page = await earshot.open('https://probe.example/');
  return { server, page, heard: await hearIn(earshot, page) };
}

const text = ({ data }: { data: MessageData }) =>
  data.as === 'bytes' ? Buffer.from(data.base64, 'base64').toString('latin1') : data.as;

test('a WebTransport session is told by its address, and what is written into it counted and looked at', async ({
  earshot,
  net,
}) => {
  const { server, page, heard } = await openTransport({ earshot, net });
  await page.evaluate(
    async ({ url, digest }) => {
      Object.assign(globalThis, { stream: await navigator.mediaDevices.getUserMedia({ audio: true }) });
      const bytes = (text: string) => new TextEncoder().encode(text);
      const line = await openLine({ url: `${url}?id=7`, digest });
      Object.assign(globalThis, { line });
      const { transport, writer } = line;
      await writer.write(bytes('later, in the same stream'));
      const datagrams = transport.datagrams.writable.getWriter();
      for (let i = 0; i < 3; i++) await datagrams.write(bytes(`datagram ${i}`));
      // A writer that the page makes itself, of a stream of one direction, given a view of something larger.
      const one = new WritableStreamDefaultWriter<Uint8Array>(await transport.createUnidirectionalStream());
      await one.write(bytes('nobody is user_8842017 here').subarray(10, 22));
      await one.write(bytes('and the end'));
      await one.close();
    },
    { url: server.url, digest: server.digest },
  );
  expect(await heard.until('web-transport', (all) => all.length > 0)).toMatchObject([{ url: `${server.url}?id=7` }]);
  const messages = await heard.until('web-transport-message', (all) => all.length >= 7);
  expect(messages.map(text)).toEqual([
    '{"room":"room-7QK2-lotus"}\n',
    'later, in the same stream',
    ...['datagram 0', 'datagram 1', 'datagram 2'],
    ...['user_8842017', 'and the end'],
  ]);
  const bytes = messages.reduce((sum, { length }) => sum + length, 0);
  await heard.until('web-transport-traffic', (all) =>
    all.some(({ sent }) => sent.binaries === 7 && sent.binaryBytes === bytes),
  );
  // The server has it all, once.
  await expect.poll(() => server.sessions[0]?.streams).toEqual({ count: 1, bytes: 'user_8842017and the end'.length });
  expect(server.sessions[0]).toMatchObject({ url: `${server.url}?id=7`, datagrams: { count: 3, bytes: 30 } });
  await page.evaluate(() => (globalThis as unknown as { line: Line }).line.transport.close());
  await heard.until('web-transport-traffic', (all) => all.at(-1)?.open === false);
});

test('what went through WebTransport just before the microphone is told with it', async ({ earshot, net }) => {
  const { server, page, heard } = await openTransport({ earshot, net });
  const { url, digest } = server;
  await page.evaluate(async (server) => void Object.assign(globalThis, { line: await openLine(server) }), {
    url,
    digest,
  });
  // Long enough for anything to be said that was going to be.
  await new Promise((resolve) => setTimeout(resolve, 2500));
  expect(await heard.said()).toEqual([]);
  await page.evaluate(async () => {
    Object.assign(globalThis, { stream: await navigator.mediaDevices.getUserMedia({ audio: true }) });
  });
  expect(await heard.until('web-transport', (all) => all.length > 0)).toMatchObject([{ url }]);
  const [first] = await heard.until('web-transport-message', (all) => all.length > 0);
  expect(first && text(first)).toBe('{"room":"room-7QK2-lotus"}\n');
});

test('of several WebTransport sessions each has its own, and a stream that is joined to one counts unread', async ({
  earshot,
  net,
}) => {
  const { server, page, heard } = await openTransport({ earshot, net });
  const { url, digest } = server;
  await page.evaluate(
    async ({ url, digest }) => {
      Object.assign(globalThis, { stream: await navigator.mediaDevices.getUserMedia({ audio: true }) });
      const first = await openLine({ url: `${url}?first`, digest });
      const second = await openLine({ url: `${url}?second`, digest });
      Object.assign(globalThis, { first, second });
      const bytes = (text: string) => new TextEncoder().encode(text);
      const source = () => new Blob(['of a blob']).stream();
      await Promise.all([
        first.writer.write(bytes('of the first')),
        second.writer.write(bytes('of the second')),
        source().pipeTo(await second.transport.createUnidirectionalStream()),
        source().pipeTo(second.transport.datagrams.writable),
      ]);
    },
    { url, digest },
  );
  const ids = (await heard.until('web-transport', (all) => all.length === 2)).map(({ transport }) => transport);
  const messages = await heard.until('web-transport-message', (all) => all.length >= 4);
  const of = (id: number | undefined) => messages.filter(({ transport }) => transport === id).map(text);
  const join = '{"room":"room-7QK2-lotus"}\n';
  expect(ids.map(of)).toEqual([
    [join, 'of the first'],
    [join, 'of the second'],
  ]);
  await heard.until('web-transport-traffic', (all) =>
    ids.every((id, i) => all.some(({ transport, sent }) => transport === id && sent.binaries === 2 + 2 * i)),
  );
  await expect.poll(() => server.sessions[1]?.streams.bytes).toBe('of a blob'.length);
});

test("a stream that the server opened belongs to the frame's only WebTransport session", async ({ earshot, net }) => {
  const { server, page, heard } = await openTransport({ earshot, net });
  const { url, digest } = server;
  await page.evaluate(
    async (server) => {
      Object.assign(globalThis, { stream: await navigator.mediaDevices.getUserMedia({ audio: true }) });
      const line = await openLine(server, { answersIn: 'pair' });
      Object.assign(globalThis, { line });
      const { value: pair } = await line.transport.incomingBidirectionalStreams.getReader().read();
      await pair.writable.getWriter().write(new TextEncoder().encode('user_8842017'));
    },
    { url, digest },
  );
  const messages = await heard.until('web-transport-message', (all) => all.length >= 2);
  expect(messages.map(text)).toContain('user_8842017');
});
