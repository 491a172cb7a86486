import { expect } from 'playwright/test';
import type { Browser } from 'webextension-polyfill';
import type { TestBrowser, TestPage } from '../support/browser.ts';
import { findingsOf, reportUntil, test } from '../support/earshot.ts';
import { rooms } from '../support/rooms.ts';

test.use({ browserOf: 'file' });

/** In the pages of the extension. */
declare const chrome: Browser;

/** What the browser says that it shows on a tab's badge; of the tab in front where none is given. */
async function badgeOf(earshot: TestBrowser, tab: TestPage | null) {
  const tabId = tab === null ? null : await earshot.tabIdOf(tab);
  return earshot.inExtension(async (id) => {
    const front = id ?? (await chrome.tabs.query({ active: true, lastFocusedWindow: true }))[0]?.id;
    const of = front === undefined ? {} : { tabId: front };
    return {
      text: await chrome.action.getBadgeText(of),
      title: await chrome.action.getTitle(of),
      colour: (await chrome.action.getBadgeBackgroundColor(of)).slice(0, 3).join(),
    };
  }, tabId);
}

const bringToFront = async (earshot: TestBrowser, page: TestPage) =>
  earshot.inExtension(async (id) => void (await chrome.tabs.update(id, { active: true })), await earshot.tabIdOf(page));

/** A room that sends the person's ids without encryption, once its badge says so. */
async function graveRoom(earshot: TestBrowser): Promise<TestPage> {
  const room = await earshot.open(`${rooms.clean}?auto`);
  await expect.poll(async () => (await badgeOf(earshot, room)).text, { timeout: 20_000 }).toMatch(/^▲[1-9]\d*$/);
  return room;
}

const grave = { text: expect.stringMatching(/^▲[1-9]/), colour: '179,38,30' };
const nothing = { text: '', title: 'Earshot: who is within earshot' };

test('the badge says how grave it is by colour, sign and number, and its title says the same in words', async ({
  earshot,
}) => {
  const room = await graveRoom(earshot);
  const { warnings } = await reportUntil(earshot, room, ({ warnings }) => warnings.length > 0);
  const high = warnings.filter(({ severity }) => severity === 'high').length;
  await expect.poll(() => badgeOf(earshot, room)).toMatchObject({ ...grave, text: `▲${high}` });
  const { title } = await badgeOf(earshot, room);
  expect(title).toMatch(/^rooms\.example: Anyone on your network can read /);
  expect(title).toContain(`${high} warning`);
  expect(title).toContain('severity high');
});

test('after switching tabs the badge is that of the tab in front', async ({ earshot }) => {
  const room = await graveRoom(earshot);
  const other = await earshot.open(rooms.ordinary);
  await bringToFront(earshot, other);
  expect(await badgeOf(earshot, null)).toMatchObject(nothing);
  await bringToFront(earshot, room);
  expect(await badgeOf(earshot, null)).toMatchObject(grave);
  expect((await badgeOf(earshot, null)).title).toContain('rooms.example');
});

test('a tab that leaves the site loses its badge, and has it again with the next visit', async ({ earshot }) => {
  const room = await graveRoom(earshot);
  await room.goto(rooms.ordinary);
  await expect.poll(() => badgeOf(earshot, room)).toMatchObject(nothing);
  // Nothing that was still to be shown of the visit comes after.
  await reportGone(earshot, room);
  expect(await badgeOf(earshot, room)).toMatchObject(nothing);
  await room.goto(`${rooms.clean}?auto`);
  await expect.poll(() => badgeOf(earshot, room), { timeout: 20_000 }).toMatchObject(grave);
});

test('another page of the same site has the badge of the visit that goes on', async ({ earshot }) => {
  const room = await graveRoom(earshot);
  const { visit } = await reportUntil(earshot, room, () => true);
  // The browser takes a tab's badge away when it shows another page, whatever the extension thinks of it.
  await room.goto(`${rooms.clean}?door`);
  await expect.poll(() => badgeOf(earshot, room)).toMatchObject(grave);
  expect((await reportUntil(earshot, room, () => true)).visit.id).toBe(visit.id);
});

test('the badge is there after the death of the background, and goes with the visit although nobody saw it end', async ({
  earshot,
}) => {
  const room = await graveRoom(earshot);
  await reportUntil(earshot, room, (it) => findingsOf(it).length > 0);
  const before = await badgeOf(earshot, room);
  // What is older than the stated bound survives.
  await new Promise((resolve) => setTimeout(resolve, 1100));
  await earshot.killBackground();
  expect(await badgeOf(earshot, room)).toMatchObject({ ...grave, title: before.title });
  await room.goto(rooms.ordinary);
  await expect.poll(() => badgeOf(earshot, room)).toMatchObject(nothing);
});

test('while Earshot is paused every tab says so, and none does after', async ({ earshot }) => {
  const room = await graveRoom(earshot);
  const other = await earshot.open(rooms.ordinary);
  const pause = (paused: boolean) =>
    earshot.inExtension((is) => chrome.runtime.sendMessage({ ask: 'pause', paused: is }), paused);
  await pause(true);
  const paused = { text: 'II', title: 'Earshot is paused: nothing is observed' };
  for (const page of [room, other]) await expect.poll(() => badgeOf(earshot, page)).toMatchObject(paused);
  await pause(false);
  await expect.poll(() => badgeOf(earshot, other)).toMatchObject(nothing);
  // The room still talks, so it is a visit again as soon as it says so.
  await expect.poll(async () => (await badgeOf(earshot, room)).title).not.toBe(paused.title);
});

/** The tab has no report any more, and what the background had still to show of it has been shown. */
async function reportGone(earshot: TestBrowser, page: TestPage): Promise<void> {
  await expect.poll(async () => (await earshot.answer(page)).state).toBe('no-voice');
}
