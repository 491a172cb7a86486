import { expect } from 'playwright/test';
import type { TestBrowser, TestPage } from '../support/browser.ts';
import { lists, reportUntil, test } from '../support/earshot.ts';
import { expectAside, expectFound, expectFrame, found } from '../support/found.ts';
import { peerjsBroker as broker } from '../support/peerjs.ts';
import { planted, plantedByRelay } from '../support/planted.ts';
import { rooms } from '../support/rooms.ts';

test.use({ browserOf: 'file' });

const { room, userId, token, displayName, email } = planted;
const relay = plantedByRelay.host;

/** Two tabs: the room, and the person who calls it. */
async function call(earshot: TestBrowser): Promise<{ host: TestPage; guest: TestPage }> {
  const host = await earshot.open(`${rooms.peerjs}?auto&host`);
  await host.waitFor(() => document.body.dataset['state'] === 'joined');
  const guest = await earshot.open(`${rooms.peerjs}?auto`);
  await guest.waitFor(() => document.body.dataset['microphone'] === 'on');
  return { host, guest };
}

test('the real PeerJS makes a call, and name and token are found in the URL of its broker', async ({ earshot }) => {
  const { guest } = await call(earshot);
  await expectFound(earshot, guest, [
    found('user-id', userId, { host: broker, place: 'url.query', key: 'id' }),
    found('token', token, { host: broker, place: 'url.query', key: 'token' }),
    found('user-id', userId, { host: relay, place: 'url.query', key: 'username' }),
  ]);
  const report = await reportUntil(earshot, guest, (it) => lists(it, broker) && it.microphone.state === 'on');
  const destination = report.destinations.find(({ host }) => host === broker);
  expect(destination).toMatchObject({ service: { id: 'peerjs', role: 'signalling' }, operator: null });
  expect(report.destinations.find(({ host }) => host === relay)?.relation).toBe('first-party');
});

test('PeerJS sends room, name and e-mail in messages, the user to the relay, and all of it to the other tab', async ({
  earshot,
  net,
}) => {
  const { host } = await call(earshot);
  await expectFrame(net, broker, '"type":"OFFER"', `"dst":"${room}"`, displayName, email, 'webrtc-datachannel');
  await expectFrame(net, broker, '"type":"OFFER"', `"dst":"${room}"`, displayName, 'm=audio');
  await expectFrame(net, broker, '"type":"ANSWER"', `"dst":"${userId}"`);
  await expectAside(net, 'turn', plantedByRelay.name);
  // Through the data channel, which no server sees.
  await expect.poll(() => host.evaluate(() => document.body.dataset['greetedBy'])).toBe(displayName);
});

test('PeerJS’s messages and relay: room, name, e-mail and user are found', async ({ earshot, net }) => {
  const { guest } = await call(earshot);
  await expectFrame(net, broker, '"type":"OFFER"', displayName, email);
  const inMessages = { host: broker, place: 'websocket', encoding: ['json'] } as const;
  await expectFound(earshot, guest, [
    // To PeerJS, whoever is called is a peer: the application's room as well.
    found('user-id', room, { ...inMessages, key: 'dst' }),
    found('display-name', displayName, { ...inMessages, key: 'name' }),
    found('email', email, { ...inMessages, key: 'email' }),
    found('user-id', userId, { host: relay, place: 'turn', key: 'username' }),
  ]);
});
