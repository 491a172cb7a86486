import type { ScanLine } from '../../cli/scan.ts';
import { type Container, containers, emptyRequest, type MadeRequest } from './containers.ts';
import { Random } from './random.ts';

/**
 * Identifiers that nobody declared, and what looks like them: the same few requests to one destination, again and again.
 * What to find is stable under a key that tells people or browsers apart; noise is what else such requests carry.
 */
export interface Recurrence {
  category: string;
  /** Whether the value is an identifier. */
  isIdentifier: boolean;
  key: string;
  /** In the order in which they are sent. */
  requests: MadeRequest[];
}

/** Names that trackers, tag managers and SDKs give to what they tell browsers and people apart by. */
const telling = `visitor_id visitorId anonymousId anonymous_id distinct_id anon_id anonId browser_id browserId
  fingerprint device_fp x-visitor visitorUid visitor_uuid clientUuid tracker_id tracking_id trackingId muid puid suid duid
  vid _ga _fbp _gcl_au ajs_anonymous_id amplitude_id mixpanel_distinct_id installation_uid browser-fingerprint
  persistentId persistent_id unique_id uniqueId cookie_id cookieId fpid guest_uuid listener_id speakerUid
  subscriber_key customer_ref contactId profile_id viewer-id machineId hardware_id machine_guid x-client-fp`
  .trim()
  .split(/\s+/);

const base64url = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

const shapes: Record<string, (random: Random) => string> = {
  uuid: (random) => random.uuid(),
  'uuid, upper case': (random) => random.uuid().toUpperCase(),
  'hex of 16': (random) => random.hex(16),
  'hex of 32': (random) => random.hex(32),
  'hex of 40': (random) => random.hex(40),
  'base64url of 16 bytes': (random) => random.text(22, base64url),
  nanoid: (random) => random.text(21, base64url),
  ulid: (random) => `01${random.text(24, crockford)}`,
  'number of 10 to 19': (random) => `2${random.digits(random.between(9, 18))}`,
  'Google Analytics': (random) => `GA1.2.${random.digits(10)}.17${random.digits(8)}`,
  'Meta pixel': (random) => `fb.1.17${random.digits(11)}.${random.digits(10)}`,
  prefixed: (random) => `${random.pick(['anon', 'v', 'dev', 'usr'])}_${random.hex(random.between(12, 24))}`,
  'base36 of 11': (random) => `${random.digits(1)}${random.text(9)}${random.digits(1)}`,
  ksuid: (random) => random.text(27, base64url.slice(0, 62)),
};

const locales = ['en-US', 'de-DE', 'pt-BR', 'zh-Hant-TW', 'fr-CA,fr;q=0.9,en;q=0.8'];
const version = (random: Random): string =>
  `${random.between(1, 140)}.${random.between(0, 30)}.${random.between(0, 9999)}`;
const time = (random: Random): number => 1_700_000_000_000 + random.between(0, 9e9);

/** The same in each request of a visit. */
const stable: Record<string, [keys: string[], make: (random: Random) => string]> = {
  version: [
    ['client_version', 'browser_version', 'device_os_version', 'app_version', 'v', 'sdk_version'],
    (random) =>
      random.pick([
        version(random),
        `${version(random)}.${random.between(1, 200)}`,
        `v${version(random)}-beta.${random.between(1, 9)}`,
      ]),
  ],
  locale: [['user_locale', 'client_lang', 'browser_language', 'visitor_lang'], (random) => random.pick(locales)],
  enumeration: [
    [
      'visitor_type',
      'device_type',
      'client_platform',
      'user_status',
      'customer_segment',
      'profile_tier',
      'person_state',
    ],
    (random) =>
      random.pick([
        'returning',
        'desktop_web',
        'WebBrowserChrome',
        'premium-annual',
        'NOT_SUBSCRIBED',
        'tier_2_2024_plan',
      ]),
  ],
  model: [
    ['device_model', 'device_name', 'hardware', 'client'],
    (random) => random.pick(['iPhone14,2', 'SM-G991B/DS', 'Macintosh; Intel', 'Pixel-7-Pro', 'web-sdk-js-4.24.8']),
  ],
  'build hash': [
    ['build', 'client_build', 'commit', 'release', 'bundle_hash', 'app_rev', 'asset_version', 'chunk_hash'],
    (random) => random.hex(random.pick([8, 20, 40])),
  ],
  'time zone': [
    ['device_tz', 'user_timezone', 'client_tz'],
    (random) => random.pick(['Europe/Berlin', 'America/Argentina/Buenos_Aires', 'UTC+02:00']),
  ],
  screen: [
    ['device_screen', 'client_viewport', 'browser_size'],
    (random) => `${random.between(800, 3840)}x${random.between(600, 2160)}x24`,
  ],
  'address of a page': [
    ['client_url', 'visitor_referrer', 'device_page'],
    (random) => `https://rooms.example/r/${random.text(9)}`,
  ],
  'start of the visit': [
    ['visitor_first_seen', 'client_started', 'device_timestamp', 'user_created', 'visitor_since'],
    (random) =>
      random.pick([
        String(time(random)),
        String(Math.floor(time(random) / 1000)),
        new Date(time(random)).toISOString(),
      ]),
  ],
  'app or account': [
    [
      'app_id',
      'project_id',
      'api_key',
      'tenant_id',
      'org_id',
      'site_id',
      'pixel_id',
      'container_id',
      'publisher_id',
      'measurement_id',
    ],
    (random) => random.pick([random.hex(32), random.uuid(), `G-${random.text(10, crockford)}`, random.digits(15)]),
  ],
  setting: [
    ['client_flags', 'visitor_consent', 'device_features', 'user_agent_hints', 'browser_caps'],
    (random) => random.pick(['1YNN', 'analytics:1|ads:0|fn:1', 'webrtc,opus,h264', 'a=1.b=0.c=2', 'sse2+avx2+webgl2']),
  ],
};

/** Another in each. */
const changing: Record<string, [keys: string[], make: (random: Random, i: number) => string]> = {
  nonce: [
    [
      'nonce',
      'request_id',
      'x-request-id',
      'trace_id',
      'event_id',
      'msg_id',
      'client_nonce',
      'visitor_event_id',
      'browser_request_id',
      'cid',
      'uid2',
    ],
    (random) => random.pick([random.uuid(), random.hex(32), random.text(22, base64url)]),
  ],
  timestamp: [['t', 'ts', 'client_time', 'device_time', 'visitor_last_seen'], (random, i) => String(time(random) + i)],
  counter: [
    ['seq', 'client_seq', 'visitor_hits', 'device_counter'],
    (random, i) => String(100_000_000 + random.between(0, 1e9) + i),
  ],
  measure: [['client_rtt', 'device_load', 'cpu', 'visitor_score'], (random) => `0.${random.digits(12)}`],
};

/** Containers in which a value stands by itself under its key. */
const named = new Set([
  'query',
  'header',
  'cookie',
  'json body',
  'json in json body',
  'form fields',
  'multipart body',
  'msgpack body',
  'cbor body',
  'text frame',
  'engine.io frame',
]);
const fitting = containers.filter(({ name }) => named.has(name));

/**
 * @param seed the same seed gives the same set
 * @param perCategory recurrences of each category, each of three requests
 */
export function recurrences(seed: number, perCategory: number): Recurrence[] {
  const random = new Random(seed);
  const all: Recurrence[] = [];
  const add = (category: string, keys: readonly string[], isIdentifier: boolean, make: (i: number) => string) => {
    const key = random.pick(keys);
    const values = [0, 1, 2].map(make);
    const { url } = emptyRequest(random, '', 'somebody');
    for (let requests: (MadeRequest | null)[] = [null]; requests.includes(null); ) {
      const container: Container = random.pick(fitting);
      requests = values.map((value, i) => {
        const request = { ...emptyRequest(random, `${all.length}-${i}`, 'somebody'), url };
        return container.put(request, key, value, random);
      });
      const made = requests.filter((request) => request !== null);
      if (made.length === values.length) all.push({ category, isIdentifier, key, requests: made });
    }
  };
  for (let i = 0; i < perCategory; i++) {
    for (const [category, make] of Object.entries(shapes)) {
      const value = make(random);
      add(category, telling, true, () => value);
    }
    for (const [category, [keys, make]] of Object.entries(stable)) {
      const value = make(random);
      add(category, keys, false, () => value);
    }
    for (const [category, [keys, make]] of Object.entries(changing)) add(category, keys, false, (n) => make(random, n));
  }
  return all;
}

/** How many recurrences of a category were reported as unknown identifiers, once they had been seen before. */
export function reported(
  all: readonly Recurrence[],
  scan: (request: MadeRequest) => ScanLine,
): Map<string, { isIdentifier: boolean; reported: number; of: number; others: Recurrence[] }> {
  const byCategory: ReturnType<typeof reported> = new Map();
  for (const one of all) {
    const score = byCategory.get(one.category) ?? { isIdentifier: one.isIdentifier, reported: 0, of: 0, others: [] };
    byCategory.set(one.category, score);
    const again = one.requests.map(scan).slice(1);
    const isTold = ({ findings }: ScanLine) =>
      findings.some(
        ({ name, key }) => name === null && key !== null && key.toLowerCase().endsWith(one.key.toLowerCase()),
      );
    const isUnknown = ({ findings }: ScanLine) => findings.some(({ kind }) => kind === 'unknown');
    score.of++;
    // What the first key of a service or a general name tells is told at once: that is no noise either.
    const hit = one.isIdentifier ? again.every(isTold) : again.some(isUnknown);
    if (hit) score.reported++;
    if (hit !== one.isIdentifier) score.others.push(one);
  }
  return byCategory;
}
