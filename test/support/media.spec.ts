import { expect, test } from 'playwright/test';
import { launchBrowser, type TestBrowser } from './browser.ts';
import { type Internet, startInternet } from './internet.ts';
import { openVoiceRoom, plantedGuest, type VoiceRoom } from './media/rooms.ts';
import { canServeTransport, noTransport } from './media/transport.ts';
import { planted } from './planted.ts';
import { openRooms } from './rooms.ts';

/** The stage itself: in both browsers a voice really flows in every room that other tests rely on. */
for (const name of ['chromium', 'firefox'] as const) {
  test.describe(name, () => {
    let net: Internet;
    let browser: TestBrowser;
    let room: VoiceRoom | null = null;

    test.beforeAll(async () => {
      net = await startInternet();
      await openRooms(net);
      browser = await launchBrowser(name, net);
    });
    test.afterEach(async () => {
      await room?.close();
      room = null;
      net.clearLog();
      expect(net.problems).toEqual([]);
    });
    test.afterAll(async () => {
      await browser.close();
      await net.close();
    });

    const open = async (
      ...wanted: Parameters<typeof openVoiceRoom> extends [unknown, unknown, ...infer Rest] ? Rest : never
    ) => (room = await openVoiceRoom(browser, net, ...wanted));

    /** Until every page decoded something that is not silence. */
    const allHear = ({ pages, heard }: VoiceRoom) =>
      expect
        .poll(async () => Math.min(...(await Promise.all(pages.map(heard)))), { timeout: 30_000 })
        .toBeGreaterThan(0);

    test('two people hear each other from browser to browser, and say who they are over a data channel', async () => {
      const opened = await open('peers');
      await allHear(opened);
      const [page] = opened.pages;
      await expect.poll(async () => (await opened.messages(page)).length).toBe(2);
      const [text, binary] = await opened.messages(page);
      expect(text).toBe(JSON.stringify({ from: plantedGuest.userId, room: planted.room, text: 'hello' }));
      expect(Buffer.from((binary as { bytes: number[] }).bytes).toString('latin1')).toContain(plantedGuest.userId);
    });

    test('two people hear each other through a TURN server, whose user has a colon in the name', async () => {
      const opened = await open('peers', { relay: true });
      await allHear(opened);
      const relayAddress = net.addressOf('turn.voice-relay.example');
      for (const page of opened.pages) {
        const pair = await opened.pair(page);
        expect(pair?.local).toMatchObject({ type: 'relay', address: relayAddress });
        expect(pair?.remote).toMatchObject({ address: relayAddress });
      }
    });

    test('a media server that forwards sends on each voice by itself', async () => {
      const opened = await open('sfu', { guests: 2 });
      await allHear(opened);
      for (const page of opened.pages) {
        await expect.poll(() => opened.voices(page)).toBe(2);
        expect((await opened.pair(page))?.remote).toMatchObject({ address: net.addressOf('sfu.voice-sfu.example') });
      }
    });

    for (const e2ee of name === 'chromium' ? (['transform', 'streams'] as const) : (['transform'] as const)) {
      test(`encrypted end to end (${e2ee}), only who has the key hears what a media server forwards`, async () => {
        await allHear(await open('sfu', { e2ee }));
        await room?.close();

        const opened = await open('sfu', { e2ee, guestKey: 'another' });
        for (const page of opened.pages) {
          // Half a second of a voice, that is.
          await expect.poll(async () => (await opened.bytes(page)).received).toBeGreaterThan(2_000);
          expect(await opened.heard(page)).toBe(0);
        }
      });
    }

    test('two people hear each other, encrypted once more, from browser to browser', async () => {
      await allHear(await open('peers', { e2ee: 'transform' }));
    });

    test('a media server that mixes sends one voice, whoever talks', async () => {
      const opened = await open('mixer', { guests: 2 });
      await allHear(opened);
      for (const page of opened.pages) expect(await opened.voices(page)).toBe(1);
    });

    // Without a sound device, as on most machines that run tests, Firefox never starts an AudioContext.
    for (const options of name === 'chromium' ? [{}, { pcm: true }, { worker: true }] : []) {
      const how = Object.keys(options)[0] ?? 'Opus';
      test(`two people hear each other through binary frames of a WebSocket (${how})`, async () => {
        await allHear(await open('socket', options));
      });
    }

    for (const worker of [false, true]) {
      test(`a recording flows through binary frames of a WebSocket (in a worker: ${worker})`, async () => {
        await open('socket', { recorder: true, worker });
        const [{ frames } = { frames: [] }] = net.received('media.voice-socket.example');
        expect(JSON.parse(String(frames[0]?.data))).toMatchObject({ room: planted.room, user: { id: planted.userId } });
        expect(frames.slice(1).every(({ binary }) => binary)).toBe(true);
      });
    }

    // Without a sound device a voice of Firefox's comes as a recording only, of which no piece can be decoded by itself.
    for (const options of name === 'chromium' ? [{}, { streams: true }] : [{ recorder: true }]) {
      const how = Object.keys(options)[0] ?? 'datagrams';
      test(`the voices of two people flow through a WebTransport server (${how})`, async () => {
        test.skip(!canServeTransport(), noTransport);
        const opened = await open('transport', options);
        if (name === 'chromium') await allHear(opened);
      });
    }

    for (const options of [{}, { beacon: true }, ...(name === 'chromium' ? [{ stream: true }] : [])]) {
      const how = Object.keys(options)[0] ?? 'Blob';
      test(`what a MediaRecorder recorded is uploaded (${how})`, async () => {
        await open('upload', options);
        const { body } = await net.waitFor(
          ({ method, path, body }) => method === 'POST' && path === '/clips' && body.length > 500,
        );
        const end = body.indexOf('\n');
        expect(JSON.parse(String(body.subarray(0, end)))).toEqual({ room: planted.room, from: planted.userId });
        // WebM in Chromium, Ogg in Firefox.
        const magic = body.subarray(end + 1, end + 5);
        expect([magic.toString('hex'), magic.toString()]).toContain(name === 'chromium' ? '1a45dfa3' : 'OggS');
      });
    }
  });
}
