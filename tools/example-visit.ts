/**
 * The visit that the page with the example shows: made anew by every build, so that it says what Earshot would say.
 *
 * What the room sends are recordings of the real SDKs of Agora and PubNub (test/recordings), its call one between a real
 * browser and a real media server (test/recordings/media). Made up are the room, the person, which address each host has, and
 * one request over http with the names that the Stanford Internet Observatory told of in 2021: current browsers do not
 * let a page of today send that one.
 */

import { resolveAddress } from '../background/classify/network/resolve.ts';
import type { NetworkTable } from '../background/classify/network/table.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Visit } from '../extension/model/visit.ts';
import { observationsOf, type Recording, recordings } from '../test/support/recordings.ts';
import { calledAt } from '../test/support/voice-scenes.ts';
import { eventsOf, recordedCall, VoiceVisit } from '../test/support/voice-visit.ts';

/** Addresses of networks that the catalogue and the tables know; where they stand is looked up in the tables. */
const mediaServer = '103.153.24.10';
const statistics = '101.132.8.4';
const signalling = '47.90.0.10';
const messaging = '54.93.254.15';

const begun = Date.UTC(2026, 10, 22, 19, 0, 0);
const seconds = (count: number) => count * 1000;

/** @param networks the compiled tables of addresses */
export async function exampleVisit(catalogue: Catalogue, networks: NetworkTable): Promise<Visit> {
  const addresses = [mediaServer, statistics, signalling, messaging];
  const places = await Promise.all(
    addresses.map(async (ip) => [ip, await resolveAddress(ip, networks, catalogue.networks)] as const),
  );
  const visit = new VoiceVisit('rooms.example', Object.fromEntries(places), begun);
  const [agora, pubnub] = [recordingOf('agora-rtc-sdk-ng'), recordingOf('pubnub')];
  const { room = '', userId = '', email = '' } = agora.planted;

  const account = JSON.stringify({ user: { id: userId, email }, room: { id: room } });
  visit.request({
    what: 'request',
    url: 'https://rooms.example/api/join',
    at: visit.now,
    type: 'xmlhttprequest',
    method: 'POST',
    body: { state: 'raw', bytes: new TextEncoder().encode(account), cut: false },
  });
  visit.microphone(true);
  const located = new Set<string>();
  for (const { requests, ip } of [
    { requests: agora.requests, ip: signalling },
    { requests: pubnub.requests, ip: messaging },
  ]) {
    for (const request of requests) {
      visit.now += seconds(1);
      const { host } = new URL(request.url);
      for (const observation of observationsOf(request)) {
        visit.request({ ...observation, at: visit.now }, located.has(host) ? null : ip);
        located.add(host);
      }
    }
  }
  visit.now += seconds(1);
  const ping = new URLSearchParams({ cname: room, uid: userId });
  visit.request(
    {
      what: 'request',
      url: `http://qos-america.agoralab.co/?${ping}`,
      at: visit.now,
      type: 'image',
      method: 'GET',
      body: { state: 'none' },
    },
    statistics,
  );
  const [offerer, server] = [recordedCall('chromium'), recordedCall('werift')];
  const call = { ...calledAt(mediaServer, offerer), answer: server.answer, candidates: server.candidates };
  visit.seen(eventsOf(call), { every: seconds(1) });
  visit.now += seconds(20);
  return structuredClone(await visit.end().settled());
}

function recordingOf(sdk: string): Recording {
  const recording = recordings().find((one) => one.sdk === sdk);
  if (!recording) throw new Error(`test/recordings has no recording of ${sdk}.`);
  return recording;
}
