import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { type Context, classifyObservation, type Sight } from '../../background/classify/index.ts';
import { compileIdentities } from '../../background/classify/leakage/identities.ts';
import { digest, type Identity } from '../../background/classify/leakage/identity.ts';
import type { Observation } from '../../extension/model/observation.ts';
import { shippedCatalogue } from '../support/catalogue.ts';
import { observationsOf, plantedKinds, recordings } from '../support/recordings.ts';

/** The parts of a recording that the probe sees: frames, and what peer connections were given. */
interface Deep {
  planted: Record<string, string>;
  websockets: { url: string; sent?: Frame[]; where?: { identifier: string; encoding: string; place: string }[] }[];
  iceServers: { iceServers?: { urls: string | string[]; username?: string }[] | null }[];
}

interface Frame {
  binary: boolean;
  body: string;
  bodyEncoding: string;
}

const secret = new Uint8Array(32);

function contextFor(planted: Record<string, string>, more: Identity[] = []): Context {
  const known: Identity[] = [
    ...Object.entries(planted).map(
      ([name, value]): Identity => ({ kind: plantedKinds[name] ?? 'unknown', value, basis: 'declared' }),
    ),
    ...more,
  ];
  const identities = compileIdentities(known);
  return { catalogue: shippedCatalogue(), site: 'clubtest.example', secret, known, identities };
}

const deepOf = (name: string): Deep =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../recordings', `${name}.json`), 'utf8')) as Deep;

function frameOf(url: string, { binary, body, bodyEncoding }: Frame): Observation {
  const data = new Uint8Array(Buffer.from(body, bodyEncoding === 'base64' ? 'base64' : 'utf8'));
  return { what: 'frame', url, at: 0, type: 'websocket', opcode: binary ? 2 : 1, data };
}

const isOf = (finding: Sight, value: string): boolean => finding.digest === digest(secret, value);

for (const recording of recordings()) {
  const name = recording.sdk.replace(/^@/, '').replaceAll('/', '__');
  const file = name === 'daily-co__daily-js' ? 'daily-co__daily-js__iframe' : name;

  test(`every identifier in the WebSocket messages of ${recording.sdk} is found in the message that carries it`, () => {
    const { planted, websockets } = deepOf(file);
    const context = contextFor(planted);
    for (const { url, sent = [], where = [] } of websockets) {
      for (const { identifier, place } of where) {
        const number = /^frame\[(\d+)\]/.exec(place)?.[1];
        const frame = number === undefined ? undefined : sent[Number(number)];
        if (!frame) continue;
        const { findings } = classifyObservation(frameOf(url, frame), context);
        const here = findings.filter((finding) => isOf(finding, planted[identifier] ?? ''));
        expect(here, `${identifier} in ${place} of ${url}`).not.toEqual([]);
        expect(here.every(({ place: at }) => at === 'websocket')).toBe(true);
      }
    }
  });
}

test('the room in Agora’s statistics is JSON inside a JSON string', () => {
  const agora = recordings().find(({ sdk }) => sdk === 'agora-rtc-sdk-ng');
  const request = agora?.requests.find(({ url }) => url.includes('statscollector'));
  expect(agora && request).toBeTruthy();
  if (!agora || !request) return;
  const context = contextFor(agora.planted);
  const findings = observationsOf(request).flatMap((it) => classifyObservation(it, context).findings);
  const room = findings.filter((finding) => isOf(finding, agora.planted['room'] ?? ''));
  expect(room).toMatchObject([{ kind: 'room-id', place: 'body', key: 'cname', encoding: ['json', 'json'] }]);
});

test('the number that Agora gives a user is found as the name at its TURN server', () => {
  const { planted, iceServers } = deepOf('agora-rtc-sdk-ng');
  const number = '884201777';
  const context = contextFor(planted, [{ kind: 'user-id', value: number, basis: 'learned' }]);
  const servers = iceServers.flatMap((one) => one.iceServers ?? []).filter(({ username }) => username !== undefined);
  expect(servers.length).toBeGreaterThan(0);
  for (const { urls, username = '' } of servers) {
    const url = String(urls);
    const classified = classifyObservation({ what: 'turn', url, at: 0, type: 'turn', username }, context);
    expect(classified.findings).toMatchObject([
      { kind: 'user-id', place: 'turn', encoding: [], confidence: 'matched' },
    ]);
    expect(classified.host).toMatch(/^203[.-]0[.-]113[.-]20/);
    // Over UDP and TCP the name is readable on the way; over TLS it is not.
    expect(classified.findings[0]?.onTheWire).toBe(url.startsWith('turn:'));
  }
});

test('a room in a TURN username behind a time is found', () => {
  const context = contextFor({ room: 'room-7QK2-lotus' });
  const username = '1795356024:room-7QK2-lotus';
  const { findings } = classifyObservation(
    { what: 'turn', url: 'turn:t.example:3478', at: 0, type: 'turn', username },
    context,
  );
  expect(findings).toMatchObject([{ kind: 'room-id', place: 'turn', key: 'username' }]);
});

test('an address and a name in lines of SDP are found', () => {
  const context = contextFor({}, [
    { kind: 'ip-address', value: '203.0.113.7', basis: 'learned' },
    { kind: 'user-id', value: 'user_8842017', basis: 'learned' },
  ]);
  const sdp = 'v=0\r\no=user_8842017 1 2 IN IP4 127.0.0.1\r\na=candidate:1 1 udp 21 203.0.113.7 56143 typ srflx\r\n';
  const { findings } = classifyObservation(
    { what: 'sdp', url: 'https://club.example/', at: 0, type: 'sdp', sdp },
    context,
  );
  expect(findings.map(({ kind, place }) => `${kind} ${place}`).sort()).toEqual(['ip-address sdp', 'user-id sdp']);
});
