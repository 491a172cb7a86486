import { expect } from 'playwright/test';
import { findingsOf, lists, reportUntil, test } from '../support/earshot.ts';
import { expectAside, expectFound, expectFrame, found } from '../support/found.ts';
import { planted, plantedByTwilio, plantedJwt } from '../support/planted.ts';
import { rooms } from '../support/rooms.ts';
import { twilioHosts } from '../support/twilio.ts';

test.use({ browserOf: 'file' });

const { room, userId } = planted;
const jwt = plantedJwt.twilio;
const { signalling, insights } = twilioHosts;

test('the real Twilio SDK joins a room, and its requests say nothing but that it is Twilio', async ({
  earshot,
  net,
}) => {
  const page = await earshot.open(`${rooms.twilio}?auto`);
  await page.waitFor(() => document.body.dataset['state'] === 'joined');
  const report = await reportUntil(
    earshot,
    page,
    (it) => it.microphone.state === 'on' && lists(it, signalling, insights),
  );

  await test.step('names Twilio, which likely hears', () => {
    const twilio = report.destinations.find(({ host }) => host === signalling);
    expect(twilio).toMatchObject({ service: { id: 'twilio', role: 'signalling' }, operator: { id: 'twilio' } });
    expect(twilio?.operator?.seats.map(({ country }) => country)).toEqual(['US']);
    expect(report.destinations.find(({ host }) => host === insights)?.service?.role).toBe('statistics');
    expect(report.parties.find(({ id }) => id === 'twilio')).toMatchObject({ voice: 'likely', ring: 'hears' });
    expect(report.warnings.map(({ rule }) => rule)).toContain('voice-through-provider');
  });

  await test.step('finds nothing in the requests, where there is nothing', () => {
    const inRequests = findingsOf(report).filter(({ place }) => !['websocket', 'turn', 'sdp'].includes(place));
    expect(inRequests.filter(({ host }) => host.endsWith('.twilio.com'))).toEqual([]);
    const sent = net.log
      .filter(({ host }) => host.endsWith('.twilio.com'))
      .map(({ url, headers, body }) => url + JSON.stringify(headers) + body.toString('utf8'));
    for (const value of [room, userId, jwt]) expect(sent.join()).not.toContain(value);
  });
});

test('the Twilio SDK sends token, room and an offer in messages, and the token and room again in its reports', async ({
  earshot,
  net,
}) => {
  await earshot.open(`${rooms.twilio}?auto`);
  await expectFrame(net, signalling, '"type":"ice"', jwt);
  await expectFrame(net, signalling, '"type":"connect"', `"name":"${room}"`, jwt, 'm=audio', 'a=fingerprint:');
  await expectFrame(net, insights, '"type":"connect"', jwt);
  await expectFrame(net, insights, `"roomName":"${room}"`);
  await expectAside(net, 'turn', plantedByTwilio.relayName);
});

test('Twilio’s messages: token, room and identity are found, and its relay learns nobody’s name', async ({
  earshot,
  net,
}) => {
  const page = await earshot.open(`${rooms.twilio}?auto`);
  await expectFrame(net, insights, `"roomName":"${room}"`);
  await expectAside(net, 'turn', plantedByTwilio.relayName);
  const inMessages = (host: string) => {
    const at = { host, place: 'websocket' } as const;
    return [
      found('token', jwt, { ...at, key: 'token', encoding: ['json'] }),
      found('user-id', userId, { ...at, key: 'identity', encoding: ['json', 'jwt'] }),
      found('room-id', room, { ...at, key: 'room', encoding: ['json', 'jwt'] }),
      found('room-id', room, { ...at, key: host === insights ? 'roomName' : 'name', encoding: ['json'] }),
    ];
  };
  await expectFound(earshot, page, [...inMessages(signalling), ...inMessages(insights)]);
  const report = await reportUntil(earshot, page, (it) => lists(it, plantedByTwilio.relay));
  expect(findingsOf(report).filter(({ host }) => host === plantedByTwilio.relay)).toEqual([]);
});
