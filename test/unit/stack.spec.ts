import { expect, test } from 'playwright/test';
import { assess } from '../../background/classify/assess.ts';
import { classifyObservation } from '../../background/classify/index.ts';
import { stackByKey, stackKey, stackOf } from '../../background/classify/stack.ts';
import { openVisit, record } from '../../background/remember/visits.ts';
import type { Observation } from '../../extension/model/observation.ts';
import type { Visit } from '../../extension/model/visit.ts';
import { shippedCatalogue } from '../support/catalogue.ts';
import { recordings } from '../support/recordings.ts';

const catalogue = shippedCatalogue();
const site = 'club.example';
const context = { catalogue, site, known: [], secret: new Uint8Array(32) };

/** The same request at another host, as one who runs the software would have it. */
function elsewhere(url: string, host: string): string {
  const moved = new URL(url);
  moved.hostname = host;
  return moved.href;
}

function recordedSocket(sdk: string): string {
  const recording = recordings().find((candidate) => candidate.sdk === sdk);
  const [socket] = recording?.websockets ?? [];
  if (!socket) throw new Error(`${sdk}: no socket was recorded`);
  return socket.url;
}

function contacted(...requests: [url: string, type: string][]): Visit {
  const open = openVisit('visit', 1, site, 'microphone', 0);
  open.visit.microphone = { state: 'on', since: 0 };
  for (const [url, type] of requests) {
    const observation: Observation = { what: 'request', url, type, at: 0, method: 'GET', body: { state: 'none' } };
    record(open, observation, classifyObservation(observation, context));
  }
  return open.visit;
}

for (const [sdk, id, name] of [
  ['livekit-client', 'livekit', 'LiveKit'],
  ['peerjs', 'peerjs', 'PeerJS server'],
] as const) {
  test(`the recorded socket of ${sdk} is ${name} on whatever host`, () => {
    const url = elsewhere(recordedSocket(sdk), 'voice.somebody.example');
    expect(stackOf(url, 'websocket', catalogue)).toMatchObject({ id, name, role: 'signalling' });
    expect(stackOf(url.replace(/^wss/, 'ws'), 'websocket', catalogue)).toMatchObject({ id });
  });
}

test('nothing else that was recorded is taken for a self-hosted stack', () => {
  const mistaken: string[] = [];
  let looked = 0;
  for (const { sdk, requests, websockets } of recordings()) {
    const ordinary: [string, string][] = requests.map(({ url }) => [url, 'xmlhttprequest']);
    if (sdk !== 'livekit-client' && sdk !== 'peerjs') {
      ordinary.push(...websockets.map(({ url }): [string, string] => [url, 'websocket']));
    }
    for (const [url, type] of ordinary) {
      looked++;
      const stack = stackOf(url, type, catalogue);
      if (stack) mistaken.push(`${stack.name}: ${url}`);
    }
  }
  expect(looked).toBeGreaterThan(60);
  expect(mistaken).toEqual([]);
});

for (const [url, type, id] of [
  ['https://meet.club.example/http-bind?room=lotus', 'xmlhttprequest', 'jitsi'],
  ['wss://meet.club.example/xmpp-websocket?room=lotus', 'websocket', 'jitsi'],
  ['https://matrix.club.example/_matrix/client/v3/sync?since=1', 'xmlhttprequest', 'element'],
  ['https://club.example/janus/123/456', 'xmlhttprequest', 'janus'],
  ['wss://club.example:8188/', 'websocket', 'janus'],
  ['ws://club.example:5080/live/websocket', 'websocket', 'ant-media'],
  ['wss://club.example:5443/LiveApp/websocket', 'websocket', 'ant-media'],
  ['wss://club.example:4443/?roomId=lotus&peerId=p1', 'websocket', 'mediasoup'],
  ['wss://club.example/bbb-webrtc-sfu?sessionToken=x', 'websocket', 'bigbluebutton'],
  ['wss://club.example/standalone-signaling/spreed', 'websocket', 'nextcloud-talk'],
] as const) {
  test(`${url} is ${id}`, () => expect(stackOf(url, type, catalogue)?.id).toBe(id));
}

for (const [url, type] of [
  ['https://names.example/gods/janus', 'main_frame'],
  ['https://names.example/gods/janus', 'navigation'],
  ['https://names.example/janus/portrait.jpg', 'image'],
  ['https://club.example/rtc?access_token=x', 'xmlhttprequest'],
  ['wss://club.example/rtc', 'websocket'],
  ['wss://club.example/rtc/v2?access_token=x', 'websocket'],
  ['wss://club.example/?roomId=lotus', 'websocket'],
  ['wss://club.example/websocket', 'websocket'],
  ['https://club.example/http-bind', 'xmlhttprequest'],
  ['blob:https://club.example/janus', 'xmlhttprequest'],
  ['data:text/plain,/janus', 'xmlhttprequest'],
  ['', 'websocket'],
  ['wss://', 'websocket'],
  ['wss://[::1/rtc?access_token=x', 'websocket'],
  [`wss://club.example/rtc?access_token=${'x'.repeat(1 << 20)}`, 'websocket'],
] as const) {
  test(`${url.slice(0, 60)} (${type}) is no stack`, () => expect(stackOf(url, type, catalogue)).toBeNull());
}

test('every stack of the catalogue is found again by its key', () => {
  expect(catalogue.stacks.length).toBeGreaterThan(10);
  for (const stack of catalogue.stacks) {
    expect(stackByKey(stackKey(stack), catalogue)).toMatchObject({ id: stack.id, name: stack.name, role: stack.role });
  }
});

test('a stack on the site’s own host is the site’s', () => {
  const visit = contacted(['wss://rtc.club.example/rtc/v1?access_token=x', 'websocket']);
  const { destinations, parties } = assess(visit, catalogue);
  expect(destinations).toMatchObject([
    {
      stack: { id: 'livekit', name: 'LiveKit', role: 'signalling' },
      service: null,
      operator: null,
      party: site,
      relation: 'first-party',
      exposures: [],
    },
  ]);
  expect(parties).toMatchObject([{ id: site, name: site, voice: 'likely', voiceBasis: { key: 'voiceStackBasis' } }]);
});

test('a stack on another host works for the site, and whoever has the host runs it', () => {
  const visit = contacted(['wss://rtc.somebody.example/rtc/v1?access_token=x', 'websocket']);
  const { destinations, parties, voice } = assess(visit, catalogue);
  expect(destinations).toMatchObject([{ operator: null, party: 'somebody.example', relation: 'works-for-site' }]);
  expect(parties).toMatchObject([{ name: 'somebody.example', relation: 'works-for-site', voice: 'likely' }]);
  expect(voice.basis).toContainEqual({ key: 'basisProviderContacted', values: [{ list: ['LiveKit'] }] });
});

test('a PeerJS broker and a Matrix homeserver introduce and carry messages; voice goes elsewhere', () => {
  const visit = contacted(
    ['wss://broker.somebody.example/peerjs?key=peerjs&id=a&token=b', 'websocket'],
    ['https://home.another.example/_matrix/client/v3/sync', 'xmlhttprequest'],
  );
  const { parties } = assess(visit, catalogue);
  expect(parties).toMatchObject([
    { name: 'somebody.example', relation: 'works-for-site', voice: 'no' },
    { name: 'another.example', relation: 'works-for-site', voice: 'no' },
  ]);
});

test('the keys of a stack’s service hold on a host that nobody knows', () => {
  const url = 'wss://broker.somebody.example/peerjs?key=peerjs&id=user_8842017&token=tok_5f0c9b1e77d24a83';
  const observation: Observation = {
    what: 'request',
    url,
    type: 'websocket',
    at: 0,
    method: 'GET',
    body: { state: 'none' },
  };
  const { findings, stack } = classifyObservation(observation, context);
  expect(stack).toBe('peerjs signalling');
  expect(findings.find(({ key }) => key === 'id')).toMatchObject({ kind: 'user-id', confidence: 'named' });
});

test('a stack is kept once for its host, in the order in which it was seen', () => {
  const visit = contacted(
    ['https://chat.club.example/logo.png', 'image'],
    ['https://chat.club.example/_matrix/client/v3/sync', 'xmlhttprequest'],
    ['https://chat.club.example/rtc/livekit/get_token', 'xmlhttprequest'],
    ['https://chat.club.example/_matrix/client/v3/sync', 'xmlhttprequest'],
  );
  expect(visit.contacts['chat.club.example']?.stacks).toEqual(['element messaging', 'element call token']);
  expect(assess(visit, catalogue).destinations).toMatchObject([{ stack: { name: 'Matrix homeserver' } }]);
});

test('a visit of an older version, without stacks, is read; a stack that the catalogue dropped is nobody', () => {
  const visit = contacted(['wss://rtc.club.example/rtc/v1?access_token=x', 'websocket']);
  const contact = visit.contacts['rtc.club.example'];
  if (!contact) throw new Error('not contacted');
  contact.stacks = ['gone signalling'];
  expect(assess(visit, catalogue).destinations).toMatchObject([{ stack: null }]);
  delete contact.stacks;
  expect(assess(visit, catalogue).destinations).toMatchObject([{ stack: null }]);
  expect(assess(visit, null).destinations).toMatchObject([{ stack: null }]);
});
