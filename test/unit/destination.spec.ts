import { expect, test } from 'playwright/test';
import { assess } from '../../background/classify/assess.ts';
import { lookUp, operatorOf, registrableDomain, relationOf, siteOf } from '../../background/classify/destination.ts';
import { classifyObservation } from '../../background/classify/index.ts';
import { openVisit, record } from '../../background/remember/visits.ts';
import type { Observation } from '../../extension/model/observation.ts';
import { shippedCatalogue } from '../support/catalogue.ts';

const catalogue = shippedCatalogue();
const relation = (site: string, host: string) => relationOf(catalogue, site, host, false);

test('customers of a hosting platform are sites of their own', () => {
  expect(registrableDomain('a.github.io')).toBe('a.github.io');
  expect(registrableDomain('x.bucket.s3.amazonaws.com')).toBe('bucket.s3.amazonaws.com');
  expect(siteOf('s3.amazonaws.com')).toBe('s3.amazonaws.com');
  for (const none of ['43.157.0.1', '::1', 'localhost', 'com', 'co.uk']) expect(registrableDomain(none)).toBeNull();
});

for (const host of [
  'club.vercel.app',
  'club.github.io',
  'bucket.s3.amazonaws.com',
  's3.amazonaws.com',
  'ec2-1-2-3-4.compute.amazonaws.com',
  'd111.cloudfront.net',
  'club.r2.dev',
  'bucket-125.cos.ap-shanghai.myqcloud.com',
  'bucket.blob.core.windows.net',
  'raw.githubusercontent.com',
]) {
  test(`what ${host} carries is a customer's`, () => expect(lookUp(catalogue, host)?.customerContent).toBe(true));
}

for (const host of [
  'discord.com',
  'club.livekit.cloud',
  'cognito-idp.eu-west-1.amazonaws.com',
  // Its domain is in the private part of the public suffix list too, but this is Google's own.
  'fonts.googleapis.com',
  'agora.io',
  'www.agora.io',
]) {
  test(`what ${host} carries is its operator's`, () => expect(lookUp(catalogue, host)?.customerContent).toBe(false));
}

for (const [site, host, expected] of [
  ['discord.com', 'gateway.discord.gg', 'first-party'],
  ['discord.com', 'discord.com', 'first-party'],
  ['club.example', 'rtc.club.example', 'first-party'],
  ['club.example', 'qos-america.agoralab.co', 'works-for-site'],
  ['club.example', 'club.livekit.cloud', 'works-for-site'],
  ['club.example', 'club.vercel.app', 'third-party'],
  // Two customers of one platform, a customer and the platform, two platforms of one company: not one party.
  ['one.vercel.app', 'two.vercel.app', 'third-party'],
  ['vercel.com', 'two.vercel.app', 'third-party'],
  ['club.pages.dev', 'worker.workers.dev', 'third-party'],
  ['one.vercel.app', 'one.vercel.app', 'first-party'],
] as const) {
  test(`seen from ${site}, ${host} is ${expected}`, () => expect(relation(site, host)).toBe(expected));
}

test('without a catalogue only the site itself is known', () => {
  expect(relationOf(null, 'club.example', 'rtc.club.example', false)).toBe('first-party');
  expect(relationOf(null, 'club.example', 'agora.io', false)).toBe('third-party');
});

test('a customer’s host is a party of its own name; who houses it is its operator, who can be compelled', () => {
  const open = openVisit('visit', 1, 'club.example', 'microphone', 0);
  const context = { catalogue, site: 'club.example', known: [], secret: new Uint8Array(32) };
  for (const host of ['club.vercel.app', 'other.vercel.app']) {
    const observation: Observation = {
      what: 'request',
      url: `https://${host}/api`,
      type: 'xmlhttprequest',
      at: 0,
      method: 'GET',
      body: { state: 'none' },
    };
    record(open, observation, classifyObservation(observation, context));
  }
  const { destinations, parties } = assess(open.visit, catalogue);
  expect(parties.map(({ id, name, countries }) => ({ id, name, countries }))).toEqual([
    { id: 'club.vercel.app', name: 'club.vercel.app', countries: ['US'] },
    { id: 'other.vercel.app', name: 'other.vercel.app', countries: ['US'] },
  ]);
  for (const { operator, exposures } of destinations) {
    expect(operator?.name).toBe('Vercel Inc.');
    expect(exposures).toMatchObject([{ jurisdiction: 'US', through: 'operator' }]);
  }
});

test('an operator that the catalogue does not have is unknown, not an error', () => {
  for (const id of [null, 'nobody-at-all', 'constructor', '__proto__']) expect(operatorOf(catalogue, id)).toBeNull();
});
