import { expect } from 'playwright/test';
import { agoraEdgeHosts } from '../support/agora.ts';
import { findingsOf, lists, reportUntil, test } from '../support/earshot.ts';
import { expectFound, expectFrame, found } from '../support/found.ts';
import { planted, plantedByAgora } from '../support/planted.ts';
import { rooms } from '../support/rooms.ts';

test.use({ browserOf: 'file' });

test('the real Agora SDK joins a room, and the report says who is within earshot', async ({ earshot, net }) => {
  const page = await earshot.open(`${rooms.agora}?auto`);
  await page.waitFor(() => document.body.dataset['state'] === 'joined');
  // The SDK uploads its log some seconds after it has joined.
  await net.waitFor(({ host }) => host === 'logservice.agora.io');
  const report = await reportUntil(
    earshot,
    page,
    (it) => it.microphone.state === 'on' && lists(it, 'cds-ap-web-3.agora.io', 'logservice.agora.io'),
  );

  await test.step('names Agora, with both seats and the laws that follow', () => {
    const agora = report.destinations.find(({ host }) => host === 'webrtc2-ap-web-1.agora.io');
    expect(agora?.operator?.name).toContain('Agora');
    expect(agora?.operator?.seats.map(({ country }) => country).sort()).toEqual(['CN', 'US']);
    const seatNotes = agora?.operator?.seats.map(({ note }) => note).join(' ');
    expect(seatNotes).toContain('Shanghai');
    expect(seatNotes).toContain('Santa Clara');
    const regimes = agora?.exposures.flatMap(({ regimes }) => regimes) ?? [];
    expect(regimes).toContain('cn-national-intelligence-law');
    expect(regimes).toContain('us-sca-cloud-act');
    expect(report.laws['cn-national-intelligence-law']?.articles.join(' ')).toContain('Art. 7');
  });

  await test.step('lists every host that was contacted', () => {
    const asked = new Set(net.log.map(({ host }) => host));
    // Browsers ask their makers for updates by themselves.
    for (const host of asked)
      if (/(?:google|googleapis|mozilla|firefox)\.(?:com|net|org)$/.test(host)) asked.delete(host);
    const listed = report.destinations.map(({ host }) => host);
    for (const host of asked) expect(listed).toContain(host);
    expect(asked.size).toBeGreaterThan(5);
  });

  await test.step('finds room, user and token, each with place and coats', () => {
    const findings = findingsOf(report);
    const at = (host: string, kind: string, key: string) =>
      findings.find((finding) => finding.host === host && finding.kind === kind && finding.key === key);
    expect(at('webrtc2-ap-web-1.agora.io', 'room-id', 'cname')).toMatchObject({ place: 'body', encoding: ['json'] });
    expect(at('webrtc2-ap-web-1.agora.io', 'user-id', '6')).toMatchObject({ place: 'body', encoding: ['json'] });
    expect(at('webrtc2-ap-web-1.agora.io', 'token', 'key')).toMatchObject({ place: 'body', encoding: ['json'] });
    expect(at('statscollector-1.agora.io', 'room-id', 'cname')).toMatchObject({
      place: 'body',
      encoding: ['json', 'json'],
    });
    expect(at('sua-ap-web-1.agora.io', 'user-id', 'string_uid')).toMatchObject({ place: 'body', encoding: ['json'] });
  });

  await test.step('warns, without showing a readable value', () => {
    expect(report.warnings.map(({ rule }) => rule)).toContain('identifiers-to-company');
    expect(report.warnings.map(({ rule }) => rule)).toContain('voice-through-provider');
    const text = JSON.stringify(report);
    for (const value of [planted.room, planted.userId, planted.token]) expect(text).not.toContain(value);
  });

  await test.step('says that the way of the voice itself was not seen', () => {
    expect(report.voice).toMatchObject({ route: 'unknown', encryption: 'unknown' });
    expect(report.parties.find(({ id }) => id === 'agora')).toMatchObject({ voice: 'likely', ring: 'hears' });
  });
});

const { room, userId, token } = planted;
const uid = String(plantedByAgora.uid);

test('the Agora SDK sends room, user, token and number in the message that joins', async ({ earshot, net }) => {
  await earshot.open(`${rooms.agora}?auto`);
  await expectFrame(net, agoraEdgeHosts, '"_type":"join_v3"', room, userId, token, uid);
});

test('Agora’s messages and relay: room, user, token and number are found', async ({ earshot, net }) => {
  const page = await earshot.open(`${rooms.agora}?auto`);
  await page.waitFor(() => document.body.dataset['microphone'] === 'on');
  const host = await expectFrame(net, agoraEdgeHosts, '"_type":"join_v3"');
  const at = { host, place: 'websocket', encoding: ['json'] } as const;
  await expectFound(earshot, page, [
    found('room-id', room, { ...at, key: 'channel_name' }),
    found('token', token, { ...at, key: 'channel_key' }),
    found('user-id', userId, { ...at, key: 'string_uid' }),
    found('user-id', uid, { ...at, key: 'uid' }),
    // The SDK takes the address of the media server for its UDP and TCP relays, and the host name for TLS.
    found('user-id', uid, { host: plantedByAgora.edges[0], place: 'turn', key: 'username' }),
  ]);
});
