import { SignalRequest } from '@livekit/protocol';
import { expect } from 'playwright/test';
import { findingsOf, lists, reportUntil, test } from '../support/earshot.ts';
import { expectAside, expectFound, expectFrame, found } from '../support/found.ts';
import { livekitHost as host } from '../support/livekit.ts';
import { planted, plantedByLivekit, plantedJwt } from '../support/planted.ts';
import { rooms } from '../support/rooms.ts';

test.use({ browserOf: 'file' });

const { room, userId, displayName, email } = planted;
const jwt = plantedJwt.livekit;

test('the real LiveKit SDK joins a room, and all that its token says is found where the token goes', async ({
  earshot,
}) => {
  const page = await earshot.open(`${rooms.livekit}?auto`);
  await page.waitFor(() => document.body.dataset['microphone'] === 'on');

  await test.step('in the header of a request, and in the URL of the socket', () =>
    expectFound(
      earshot,
      page,
      (
        [
          { host, place: 'header', key: 'authorization' },
          { host, place: 'url.query', key: 'access_token' },
        ] as const
      ).flatMap((at) => [
        found('token', jwt, at),
        found('room-id', room, { ...at, encoding: ['jwt'] }),
        found('user-id', userId, { ...at, encoding: ['jwt'] }),
        found('display-name', displayName, { ...at, encoding: ['jwt'] }),
        found('email', email, { ...at, encoding: ['jwt', 'json'] }),
      ]),
    ));

  await test.step('names LiveKit, which likely hears', async () => {
    const report = await reportUntil(earshot, page, (it) => lists(it, host) && it.microphone.state === 'on');
    const livekit = report.destinations.find((one) => one.host === host);
    expect(livekit).toMatchObject({ service: { id: 'livekit', role: 'signalling' }, operator: { id: 'livekit' } });
    expect(livekit?.operator?.seats.map(({ country }) => country)).toEqual(['US']);
    expect(report.parties.find(({ id }) => id === 'livekit')).toMatchObject({ voice: 'likely', ring: 'hears' });
  });
});

test('the LiveKit SDK sends name, e-mail and an offer in protobuf messages, and the user in a data channel', async ({
  earshot,
  net,
}) => {
  const page = await earshot.open(`${rooms.livekit}?auto`);
  await expectFrame(net, host, displayName, email);
  await expectFrame(net, host, 'm=audio', 'a=fingerprint:');
  await expectAside(net, 'data-channel', userId);
  await expectAside(net, 'data-channel', displayName);
  await expectAside(net, 'turn', plantedByLivekit.relayName);

  const frames = net.received(host).flatMap((one) => one.frames);
  expect(frames.every(({ binary }) => binary)).toBe(true);
  const messages = frames.map(({ data }) => SignalRequest.fromBinary(data).message);
  const told = messages.flatMap((one) => (one.case === 'updateMetadata' ? [one.value] : []));
  expect(told.at(-1)).toMatchObject({ name: displayName, attributes: { email } });
  expect(await page.evaluate(() => document.body.dataset['state'])).toBe('joined');
});

test('LiveKit’s messages: name and e-mail are found in protobuf, and its relay learns nobody’s name', async ({
  earshot,
  net,
}) => {
  const page = await earshot.open(`${rooms.livekit}?auto`);
  await expectFrame(net, host, displayName, email);
  await expectAside(net, 'turn', plantedByLivekit.relayName);
  // Protobuf has numbers for keys. The values are known from the token.
  await expectFound(earshot, page, [
    found('display-name', displayName, { host, place: 'websocket', key: null, encoding: ['protobuf'] }),
    found('email', email, { host, place: 'websocket', key: null, encoding: ['protobuf'] }),
  ]);
  const report = await reportUntil(earshot, page, (it) => lists(it, plantedByLivekit.relay));
  expect(findingsOf(report).filter((one) => one.host === plantedByLivekit.relay)).toEqual([]);
});
