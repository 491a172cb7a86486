import { expect } from 'playwright/test';
import type { Browser } from 'webextension-polyfill';
import { launchBrowser, type TestBrowser, type TestPage } from '../support/browser.ts';
import { test as base, reportUntil } from '../support/earshot.ts';

const test = base.extend({
  launch: async ({ browserUnderTest }, use) => {
    await use((net) => launchBrowser(browserUnderTest, net, { outOfSight: true }));
  },
});

/** In the pages of the extension. */
declare const chrome: Browser;

/** What a click on a tab does. */
const lookAt = async (earshot: TestBrowser, tab: TestPage): Promise<void> =>
  earshot.inExtension(async (id) => void (await chrome.tabs.update(id, { active: true })), await earshot.tabIdOf(tab));

/** A quarter of a minute goes by, as the background has it, and the page says something at its end. */
async function passTime(earshot: TestBrowser, room: TestPage): Promise<void> {
  await earshot.setClock(15_000);
  await room.evaluate(() => {
    new RTCPeerConnection();
  });
}

const talk = `<!doctype html><title>talk</title><body><script>
  navigator.mediaDevices.getUserMedia({ audio: true }).then((stream) => {
    window.stream = stream;
    document.body.dataset.microphone = 'on';
  });
</script>`;

const hiddenWarning = ({ rule }: { rule: string }) => rule === 'microphone-while-hidden';

test('a microphone that stays on while another tab is looked at is warned of, and time in sight does not count', async ({
  earshot,
  net,
}) => {
  await net.site('talk.example', () => ({ type: 'text/html', body: talk }));
  await net.site('news.example', () => ({ type: 'text/html', body: '<title>news</title>' }));
  const room = await earshot.open('https://talk.example/');
  await room.waitFor(() => document.body.dataset['microphone'] === 'on');
  await lookAt(earshot, room);
  await room.waitFor(() => !document.hidden);
  await reportUntil(earshot, room, (it) => it.microphone.state === 'on');
  await passTime(earshot, room);
  const inSight = await reportUntil(earshot, room, (it) => it.voice.peerConnections === 1);
  expect(inSight.warnings.filter(hiddenWarning)).toEqual([]);

  const news = await earshot.open('https://news.example/');
  await lookAt(earshot, news);
  await room.waitFor(() => document.hidden);
  await passTime(earshot, room);
  const hidden = await reportUntil(earshot, room, (it) => it.warnings.some(hiddenWarning));
  expect(hidden.warnings.find(hiddenWarning)).toMatchObject({ severity: 'low', party: 'talk.example', count: 1 });
  expect(hidden.microphone.state).toBe('on');

  await lookAt(earshot, room);
  await room.waitFor(() => !document.hidden);
  // What was is still told, and a second look away begins a second span.
  await lookAt(earshot, news);
  await room.waitFor(() => document.hidden);
  const again = await reportUntil(earshot, room, (it) => it.warnings.find(hiddenWarning)?.count === 2);
  expect(again.microphone.state).toBe('on');
});
