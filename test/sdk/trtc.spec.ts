import { expect } from 'playwright/test';
import { lists, reportUntil, test } from '../support/earshot.ts';
import { expectAside, expectFound, expectFrame, found } from '../support/found.ts';
import { planted, plantedByTrtc } from '../support/planted.ts';
import { rooms } from '../support/rooms.ts';
import { trtcHosts } from '../support/trtc.ts';

test.use({ browserOf: 'file' });

const { room, userId, token } = planted;

test('the real Tencent SDK enters a room, and room, user and signature are found in its requests', async ({
  earshot,
}) => {
  const page = await earshot.open(`${rooms.trtc}?auto`);
  await page.waitFor(() => document.body.dataset['microphone'] === 'on');

  await test.step('the schedule look-up says it all, at both of its domains', () =>
    expectFound(
      earshot,
      page,
      trtcHosts.schedule.flatMap((host) => [
        found('room-id', room, { host, place: 'body', key: 'groupId' }),
        found('user-id', userId, { host, place: 'body', key: 'userId' }),
        found('token', token, { host, place: 'body', key: 'userSig' }),
      ]),
    ));

  await test.step('user and signature stand in the URL of both sockets that it races', () =>
    expectFound(
      earshot,
      page,
      plantedByTrtc.signalling.flatMap((host) => [
        found('user-id', userId, { host, place: 'url.query', key: 'userId' }),
        found('token', token, { host, place: 'url.query', key: 'userSig' }),
      ]),
    ));

  await test.step('names Tencent, with its seat in China and the laws that follow', async () => {
    const [host] = trtcHosts.schedule;
    const report = await reportUntil(earshot, page, (it) => lists(it, host) && it.microphone.state === 'on');
    const tencent = report.destinations.find((one) => one.host === host);
    expect(tencent?.operator?.id).toBe('tencent');
    expect(tencent?.operator?.seats.map(({ country }) => country)).toContain('CN');
    expect(report.laws['cn-national-intelligence-law']?.articles.join(' ')).toContain('Art. 7');
    expect(report.parties.find(({ id }) => id === 'tencent')).toMatchObject({ voice: 'likely', ring: 'hears' });
  });

  await test.step('on leaving, the signature goes into two reports, one of them compressed', async () => {
    await page.evaluate(() => document.querySelector<HTMLElement>('#join')?.click());
    const host = trtcHosts.reports;
    await expectFound(earshot, page, [
      found('user-id', userId, { host, place: 'body', key: 'userId', encoding: ['json'] }),
      found('room-id', room, { host, place: 'body', key: 'str_room_name', encoding: ['json'] }),
      found('token', token, { host, place: 'body', key: 'str_user_sig', encoding: ['json'] }),
      found('token', token, { host, place: 'body', key: 'str_user_sig', encoding: ['gzip', 'json'] }),
    ]);
  });
});

test('the Tencent SDK sends room, user and signature in messages, and the user to a relay', async ({
  earshot,
  net,
}) => {
  await earshot.open(`${rooms.trtc}?auto`);
  await expectFrame(net, plantedByTrtc.signalling, '"cmd":"join/v2"', room, userId, token);
  // Publishing waits for the connection to the media server.
  await expectFrame(net, plantedByTrtc.signalling, '"cmd":"publish/v2"', userId);
  await expectAside(net, 'turn', plantedByTrtc.relayName);
});

test('Tencent’s messages and relay: room, user and signature are found', async ({ earshot, net }) => {
  const page = await earshot.open(`${rooms.trtc}?auto`);
  const host = await expectFrame(net, plantedByTrtc.signalling, '"cmd":"publish/v2"');
  await expectFound(earshot, page, [
    found('room-id', room, { host, place: 'websocket', key: 'roomId', encoding: ['json'] }),
    found('user-id', userId, { host, place: 'websocket', key: 'userId', encoding: ['json'] }),
    found('user-id', userId, { host, place: 'websocket', key: 'str_identifier', encoding: ['json'] }),
    found('token', token, { host, place: 'websocket', key: 'userSig', encoding: ['json'] }),
    found('user-id', userId, { host: plantedByTrtc.relay, place: 'turn', key: 'username' }),
  ]);
});
