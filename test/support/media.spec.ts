import { expect, test } from 'playwright/test';
import { launchBrowser, type TestBrowser } from './browser.ts';
import { type Internet, startInternet } from './internet.ts';
import { openVoiceRoom, plantedGuest, type VoiceRoom } from './media/rooms.ts';
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
      expect(net.problems).toEqual([]);
    });
    test.afterAll(async () => {
      await browser.close();
      await net.close();
    });

    const open = async (
      ...wanted: Parameters<typeof openVoiceRoom> extends [unknown, unknown, ...infer Rest] ? Rest : never
    ) => (room = await openVoiceRoom(browser, net, ...wanted));

    /** Until both pages decoded something that is not silence. */
    const bothHear = ({ pages, heard }: VoiceRoom) =>
      expect
        .poll(async () => Math.min(...(await Promise.all(pages.map(heard)))), { timeout: 30_000 })
        .toBeGreaterThan(0);

    test('two people hear each other from browser to browser, and say who they are over a data channel', async () => {
      const opened = await open('peers');
      await bothHear(opened);
      const [page] = opened.pages;
      await expect.poll(async () => (await opened.messages(page)).length).toBe(2);
      const [text, binary] = await opened.messages(page);
      expect(text).toBe(JSON.stringify({ from: plantedGuest.userId, room: planted.room, text: 'hello' }));
      expect(Buffer.from((binary as { bytes: number[] }).bytes).toString('latin1')).toContain(plantedGuest.userId);
    });

    test('two people hear each other through a TURN server, whose user has a colon in the name', async () => {
      const opened = await open('peers', { relay: true });
      await bothHear(opened);
      const relayAddress = net.addressOf('turn.voice-relay.example');
      for (const page of opened.pages) {
        const pair = await opened.pair(page);
        expect(pair?.local).toMatchObject({ type: 'relay', address: relayAddress });
        expect(pair?.remote).toMatchObject({ address: relayAddress });
      }
    });

    test('two people hear each other through a media server that forwards', async () => {
      const opened = await open('sfu');
      await bothHear(opened);
      for (const page of opened.pages) {
        expect((await opened.pair(page))?.remote).toMatchObject({ address: net.addressOf('sfu.voice-sfu.example') });
      }
    });

    for (const e2ee of name === 'chromium' ? (['transform', 'streams'] as const) : (['transform'] as const)) {
      test(`encrypted end to end (${e2ee}), only who has the key hears what a media server forwards`, async () => {
        await bothHear(await open('sfu', { e2ee }));
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
      await bothHear(await open('peers', { e2ee: 'transform' }));
    });
  });
}
