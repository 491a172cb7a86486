import type {
  Address,
  Destination,
  Evidence,
  Exposure,
  Finding,
  Law,
  Operator,
  Party,
  Seat,
  SiteReport,
  Warning,
} from '../../extension/model/report.ts';
import type { Country } from '../../extension/model/vocabulary.ts';

/** Site reports for tests and pictures: made up, but of the shape and size of real ones. */

const noon = Date.UTC(2026, 10, 22, 12, 0, 0);
const minutes = (count: number): number => noon + count * 60_000;

export function report(changes: Partial<SiteReport> = {}): SiteReport {
  return {
    schema: 1,
    visit: {
      id: 'visit-1',
      site: 'rooms.example',
      startedAt: noon,
      lastAt: minutes(12),
      ended: false,
      private: false,
      because: ['rtc-provider', 'microphone'],
    },
    microphone: { state: 'on', since: noon },
    voice: {
      route: 'media-server',
      encryption: 'not-seen',
      peerConnections: 1,
      certainty: 'medium',
      basis: [
        { key: 'basisProviderContacted', values: [{ list: ['Agora'] }] },
        { key: 'basisMicrophone' },
        { key: 'basisMediaUnseen' },
      ],
      legs: [],
    },
    verdict: { severity: 'info', headline: { key: 'verdictNothingGrave' }, details: [] },
    warnings: [],
    parties: [],
    destinations: [],
    laws,
    blindSpots: [],
    data: {
      catalogue: { date: '2026-11-22' },
      networks: {
        date: '2026-06-01',
        sources: [
          { name: 'DB-IP', licence: 'CC-BY-4.0', link: 'https://db-ip.com' },
          { name: 'RouteViews', licence: 'CC-BY-4.0', link: 'https://www.routeviews.org' },
        ],
      },
      problems: [],
    },
    ...changes,
  };
}

export function party(changes: Partial<Party> & { id: string }): Party {
  return {
    name: changes.id,
    relation: 'third-party',
    ring: 'contacted',
    countries: [],
    voice: 'no',
    voiceBasis: { key: 'voiceNotSeenBasis' },
    learns: {},
    address: true,
    severity: 'info',
    hosts: [],
    ...changes,
  };
}

export function destination(changes: Partial<Destination> & { host: string }): Destination {
  return {
    registrableDomain: changes.host.split('.').slice(-2).join('.'),
    party: changes.host.split('.').slice(-2).join('.'),
    relation: 'third-party',
    service: null,
    stack: null,
    operator: null,
    addresses: [],
    exposures: [],
    findings: [],
    requests: 1,
    bytesSent: 0,
    failed: 0,
    reached: true,
    unreadBodies: 0,
    schemes: ['https'],
    types: ['xmlhttprequest'],
    earlier: 0,
    firstAt: minutes(1),
    lastAt: minutes(1),
    ...changes,
  };
}

export function finding(changes: Partial<Finding> = {}): Finding {
  return {
    kind: 'user-id',
    masked: '88••••17',
    digest: '0f2a'.repeat(8),
    place: 'url.query',
    key: 'uid',
    encoding: [],
    confidence: 'matched',
    basis: 'learned',
    firstParty: false,
    onTheWire: false,
    count: 1,
    firstAt: minutes(1),
    lastAt: minutes(1),
    ...changes,
  };
}

/** The founding case: a room on Agora, identifiers in clear, a hashed e-mail to an analytics company. */
export function richReport(): SiteReport {
  const room = finding({
    kind: 'room-id',
    masked: 'ro••••tus',
    digest: 'b7c1'.repeat(8),
    key: 'cname',
    onTheWire: true,
    count: 9,
    lastAt: minutes(12),
  });
  const user = finding({ onTheWire: true, count: 9, lastAt: minutes(12) });
  const roomInJson: Finding = {
    ...room,
    place: 'body',
    key: 'request.cname',
    encoding: ['multipart', 'json'],
    onTheWire: false,
    count: 2,
    confidence: 'named',
    basis: 'key',
  };
  const token = finding({
    kind: 'token',
    masked: '007e••••fQ==',
    digest: '91ee'.repeat(8),
    place: 'websocket',
    key: 'key',
    encoding: ['json'],
    confidence: 'named',
    basis: 'key',
  });
  const email = finding({
    kind: 'email',
    masked: 'l••••@e••••.org',
    digest: '44aa'.repeat(8),
    place: 'body',
    key: 'e.user_properties.em',
    encoding: ['form', 'json', 'sha256'],
  });
  const qos = 'qos-america.agoralab.co';
  const inClear: Evidence[] = [
    { host: qos, scheme: 'http', finding: room },
    { host: qos, scheme: 'http', finding: user },
  ];
  const agoraLaws: Warning['laws'] = [
    { regime: 'cn-national-intelligence-law', through: 'operator', certainty: 'high' },
    { regime: 'cn-national-security-law', through: 'operator', certainty: 'high' },
    { regime: 'cn-cybersecurity-law', through: 'operator', certainty: 'medium' },
    { regime: 'us-sca-cloud-act', through: 'operator', certainty: 'high' },
    { regime: 'us-national-security-letters', through: 'operator', certainty: 'high' },
  ];
  return report({
    verdict: {
      severity: 'high',
      headline: {
        key: 'verdictHearsLikely',
        values: [
          'Agora',
          {
            list: [
              { country: 'CN', inSentence: true },
              { country: 'US', inSentence: true },
            ],
          },
        ],
      },
      details: [
        { key: 'verdictNoEndToEnd' },
        { key: 'verdictInClear', values: [{ list: [{ message: 'kindUserId' }, { message: 'kindRoomId' }] }] },
      ],
    },
    warnings: [
      {
        rule: 'identifiers-on-the-wire',
        severity: 'high',
        title: {
          key: 'warnInClearTitle',
          values: [{ list: [{ message: 'kindRoomId' }, { message: 'kindUserId' }] }, 'Agora'],
        },
        detail: { key: 'warnInClearDetail' },
        party: 'agora',
        hosts: [qos],
        count: 9,
        evidence: inClear,
        laws: agoraLaws,
        advice: [{ key: 'adviceLeaveRoom' }, { key: 'adviceVpn' }, { key: 'adviceTellSite' }],
        basis: [{ key: 'basisScheme' }, { key: 'basisMatched' }],
      },
      {
        rule: 'voice-through-provider',
        severity: 'high',
        title: { key: 'warnVoiceLikelyTitle', values: ['Agora'] },
        detail: { key: 'warnVoiceDetail' },
        party: 'agora',
        hosts: ['203-0-113-7.edge.agora.io', '203-0-113-9.edge.sd-rtn.com'],
        count: 1,
        evidence: [],
        laws: agoraLaws,
        advice: [{ key: 'adviceOtherApp' }],
        basis: [{ key: 'voiceLikelyBasis', values: ['Agora'] }],
      },
      {
        rule: 'identifiers-to-company',
        severity: 'medium',
        title: { key: 'warnIdentifiersTitle', values: ['Amplitude', { list: [{ message: 'kindEmail' }] }] },
        detail: { key: 'warnIdentifiersThirdDetail' },
        party: 'amplitude',
        hosts: ['api2.amplitude.com'],
        count: 1,
        evidence: [{ host: 'api2.amplitude.com', scheme: 'https', finding: email }],
        laws: [{ regime: 'us-sca-cloud-act', through: 'operator', certainty: 'medium' }],
        advice: [{ key: 'advicePseudonym' }, { key: 'adviceAskSite' }],
        basis: [{ key: 'basisMatched' }],
      },
      {
        rule: 'identifiers-to-company',
        severity: 'low',
        title: {
          key: 'warnIdentifiersTitle',
          values: ['PubNub', { list: [{ message: 'kindUserId' }, { message: 'kindRoomId' }] }],
        },
        detail: { key: 'warnIdentifiersProviderDetail' },
        party: 'pubnub',
        hosts: ['ps8.pndsn.com'],
        count: 41,
        evidence: [
          { host: 'ps8.pndsn.com', scheme: 'https', finding: finding({ key: 'uuid', count: 41 }) },
          {
            host: 'ps8.pndsn.com',
            scheme: 'https',
            finding: { ...room, place: 'url.path', key: null, onTheWire: false },
          },
        ],
        laws: [{ regime: 'us-fisa-702', through: 'operator', certainty: 'medium' }],
        advice: [],
        basis: [{ key: 'basisNamed' }, { key: 'basisMatched' }],
      },
    ],
    parties: [
      party({
        id: 'agora',
        name: 'Agora',
        relation: 'works-for-site',
        ring: 'hears',
        countries: ['CN', 'US'],
        voice: 'likely',
        voiceBasis: { key: 'voiceLikelyBasis', values: ['Agora'] },
        learns: { 'user-id': 'on-the-wire', 'room-id': 'on-the-wire', token: 'encoded' },
        severity: 'high',
        hosts: [qos],
      }),
      party({
        id: 'rooms.example',
        name: 'rooms.example',
        relation: 'first-party',
        ring: 'knows',
        learns: { 'user-id': 'plain', 'room-id': 'plain', email: 'plain' },
        severity: 'info',
      }),
      party({
        id: 'wire',
        name: 'wire',
        relation: 'wire',
        ring: 'knows',
        voiceBasis: { key: 'voiceNotSeenBasis' },
        learns: { 'user-id': 'on-the-wire', 'room-id': 'on-the-wire' },
        severity: 'high',
      }),
      party({
        id: 'pubnub',
        name: 'PubNub',
        relation: 'works-for-site',
        ring: 'knows',
        countries: ['US'],
        learns: { 'user-id': 'plain', 'room-id': 'plain' },
        severity: 'medium',
      }),
      party({
        id: 'amplitude',
        name: 'Amplitude',
        ring: 'knows',
        countries: ['US'],
        learns: { email: 'hashed' },
        severity: 'medium',
      }),
      party({ id: 'google', name: 'Google', countries: ['US'] }),
      party({ id: 'cloudflare', name: 'Cloudflare', relation: 'works-for-site', countries: ['US'] }),
      party({ id: 'sentry', name: 'Functional Software', countries: ['US'] }),
      party({ id: 'hcaptcha', name: 'Intuition Machines', countries: ['US'] }),
      party({ id: 'cdn-unknown.example', name: 'cdn-unknown.example' }),
    ],
    destinations: [
      destination({
        host: qos,
        party: 'agora',
        relation: 'works-for-site',
        service: service('agora', 'Agora', 'quality reports'),
        operator: agora,
        addresses: [
          address('101.132.8.4', 'CN', {
            asn: 37963,
            name: 'Hangzhou Alibaba Advertising Co.,Ltd.',
            operator: 'Alibaba',
          }),
        ],
        exposures: agoraExposures,
        findings: [room, user],
        requests: 9,
        schemes: ['http'],
        lastAt: minutes(12),
      }),
      destination({
        host: 'webrtc2-ap-web-1.agora.io',
        party: 'agora',
        relation: 'works-for-site',
        service: service('agora', 'Agora', 'edge lookup'),
        operator: agora,
        addresses: [
          {
            ip: '8.136.0.10',
            network: { asn: 37963, name: 'Hangzhou Alibaba Advertising Co.,Ltd.', operator: 'Alibaba' },
            location: { country: null, certainty: 'uncertain', candidates: ['CN', 'SG'], note: null },
          },
        ],
        exposures: agoraExposures,
        findings: [roomInJson, token],
        requests: 2,
        bytesSent: 4512,
        unreadBodies: 1,
      }),
      destination({
        host: '203-0-113-7.edge.agora.io',
        party: 'agora',
        relation: 'works-for-site',
        service: service('agora', 'Agora', 'media gateway'),
        operator: agora,
        addresses: [
          {
            ip: '127.0.0.1',
            network: null,
            location: { country: null, certainty: 'special', candidates: [], note: 'loopback' },
          },
        ],
        schemes: ['wss'],
      }),
      destination({
        host: 'ps8.pndsn.com',
        party: 'pubnub',
        relation: 'works-for-site',
        service: service('pubnub', 'PubNub', 'messaging'),
        operator: company('pubnub', 'PubNub, Inc.', ['US']),
        addresses: [address('54.93.254.15', 'DE', { asn: 16509, name: 'Amazon.com, Inc.', operator: 'Amazon' })],
        exposures: [
          { jurisdiction: 'US', through: 'operator', certainty: 'high', regimes: ['us-sca-cloud-act', 'us-fisa-702'] },
          { jurisdiction: 'DE', through: 'server', certainty: 'medium', regimes: [] },
        ],
        findings: [finding({ key: 'uuid', count: 41 })],
        requests: 41,
      }),
      destination({
        host: 'api2.amplitude.com',
        party: 'amplitude',
        service: service('amplitude', 'Amplitude', 'analytics'),
        operator: company('amplitude', 'Amplitude, Inc.', ['US']),
        findings: [email],
        requests: 3,
        failed: 1,
        bytesSent: 1830,
      }),
      destination({
        host: 'cdnjs.cloudflare.com',
        party: 'cloudflare',
        service: service('cloudflare', 'Cloudflare', 'CDN'),
        operator: company('cloudflare', 'Cloudflare, Inc.', ['US']),
        addresses: [
          {
            ip: '2606:4700::6811:180e',
            network: { asn: 13335, name: 'Cloudflare, Inc.', operator: 'Cloudflare' },
            location: { country: null, certainty: 'anycast', candidates: [], note: null },
          },
        ],
        earlier: 4,
      }),
      destination({ host: 'www.gstatic.com', party: 'google' }),
      destination({ host: 'o112.ingest.sentry.io', party: 'sentry' }),
      destination({ host: 'img.cdn-unknown.example', party: 'cdn-unknown.example' }),
    ],
    blindSpots: [
      { what: { key: 'blindFrames' }, host: '203-0-113-7.edge.agora.io', count: 1 },
      { what: { key: 'blindUnreadBody' }, host: 'webrtc2-ap-web-1.agora.io', count: 1 },
      { what: { key: 'blindEarlier' }, host: null, count: 4 },
    ],
  });
}

/** Only the site itself, voice from browser to browser: as quiet as a report can be. */
export function singlePartyReport(): SiteReport {
  return report({
    voice: {
      route: 'peer-to-peer',
      encryption: 'unknown',
      peerConnections: 2,
      certainty: 'medium',
      basis: [{ key: 'basisMicrophone' }],
      legs: [],
    },
    parties: [
      party({
        id: 'rooms.example',
        name: 'rooms.example',
        relation: 'first-party',
        ring: 'knows',
        countries: ['DE'],
        learns: { 'user-id': 'plain', 'display-name': 'plain' },
      }),
    ],
    destinations: [destination({ host: 'rooms.example', relation: 'first-party', requests: 12 })],
  });
}

/** As many hosts as a crowded page reaches; every fifth is of a party that learns something. */
export function crowdedReport(hosts: number): SiteReport {
  const rich = richReport();
  const names = Array.from(
    { length: hosts - rich.destinations.length },
    (_, index) => `t${index}.tracker-${index % 120}.example`,
  );
  const warned = Array.from({ length: 120 }, (_, index): Warning => {
    const name = `tracker-${index}.example`;
    const knows = index % 12 === 0;
    const host = `t${index}.${name}`;
    const found = finding({ kind: 'device-id', key: 'did', encoding: ['base64', 'json'] });
    return {
      rule: knows ? 'identifiers-to-company' : 'contact',
      severity: knows ? 'medium' : 'info',
      title: knows
        ? { key: 'warnIdentifiersTitle', values: [name, { list: [{ message: 'kindDeviceId' }] }] }
        : { key: 'warnContactTitle', values: [name] },
      detail: { key: knows ? 'warnIdentifiersUnknownDetail' : 'warnContactDetail' },
      party: name,
      hosts: [host],
      count: 1,
      evidence: knows ? [{ host, scheme: 'https', finding: found }] : [],
      laws: [{ regime: 'us-sca-cloud-act', through: 'server', certainty: 'medium' }],
      advice: [{ key: knows ? 'adviceAskSite' : 'adviceVpnAddress' }],
      basis: [{ key: knows ? 'basisNamed' : 'basisRequestsSeen' }],
    };
  });
  return report({
    ...rich,
    warnings: [...rich.warnings, ...warned],
    parties: [
      ...rich.parties,
      ...Array.from({ length: 120 }, (_, index) =>
        party({
          id: `tracker-${index}.example`,
          name: `tracker-${index}.example`,
          countries: index % 3 === 0 ? ['US'] : [],
          ...(index % 12 === 0
            ? { ring: 'knows' as const, severity: 'medium' as const, learns: { 'device-id': 'encoded' as const } }
            : {}),
        }),
      ),
    ],
    destinations: [
      ...rich.destinations,
      ...names.map((host, index) =>
        destination({
          host,
          party: `tracker-${index % 120}.example`,
          addresses: [
            address(`198.51.${index % 100}.7`, 'US', { asn: 64500 + index, name: `Network ${index}`, operator: null }),
          ],
          exposures: [{ jurisdiction: 'US', through: 'server', certainty: 'medium', regimes: ['us-sca-cloud-act'] }],
          findings: index % 5 === 0 ? [finding({ kind: 'device-id', key: 'did', encoding: ['base64', 'json'] })] : [],
          requests: 1 + (index % 9),
        }),
      ),
    ],
  });
}

/** `hears`, `knows` and `contacted` parties with long names, for the layout of the rings. */
export function ringReport(hears: number, knows: number, contacted: number): SiteReport {
  const several = (count: number, ring: Party['ring'], changes: Partial<Party>) =>
    Array.from({ length: count }, (_, index) =>
      party({ id: `${ring}-${index}`, name: `Company ${index} of ${ring}`, ring, countries: ['CN', 'US'], ...changes }),
    );
  return report({
    parties: [
      ...several(hears, 'hears', { voice: 'yes', severity: 'high' }),
      ...several(knows, 'knows', { severity: 'medium', learns: { 'user-id': 'plain' } }),
      ...several(contacted, 'contacted', {}),
    ],
    destinations: [destination({ host: 'rooms.example' })],
  });
}

function service(id: string, name: string, role: string): Destination['service'] {
  return { id, name, role, since: null, certainty: 'high', source: 'read in the package agora-rtc-sdk-ng 4.24.8' };
}

function seat(country: Country, note: string | null = null): Seat {
  return { country, note, certainty: 'high', source: 'https://www.sec.gov/cgi-bin/browse-edgar?CIK=1802883' };
}

function company(id: string, name: string, countries: Country[]): Operator {
  return {
    id,
    name,
    seats: countries.map((country) => seat(country)),
    parent: null,
    certainty: 'high',
    source: 'https://example.com/about',
  };
}

const agora: Operator = {
  ...company('agora', 'Agora Lab, Inc.', []),
  seats: [
    seat('US', 'Santa Clara: principal office in filings since 2025'),
    seat('CN', 'Shanghai: Shengwang division'),
  ],
  parent: { id: 'agora-inc', name: 'Agora, Inc. (Cayman, NASDAQ: API)', seats: [seat('US'), seat('CN')] },
  source: 'https://www.sec.gov/cgi-bin/browse-edgar?CIK=1802883',
};

const agoraExposures: Exposure[] = [
  {
    jurisdiction: 'CN',
    through: 'operator',
    certainty: 'high',
    regimes: ['cn-national-intelligence-law', 'cn-national-security-law', 'cn-cybersecurity-law'],
  },
  { jurisdiction: 'CN', through: 'server', certainty: 'medium', regimes: ['cn-cybersecurity-law'] },
  {
    jurisdiction: 'US',
    through: 'operator',
    certainty: 'high',
    regimes: ['us-sca-cloud-act', 'us-national-security-letters'],
  },
];

function address(ip: string, country: Country, network: Address['network']): Address {
  return { ip, network, location: { country, certainty: 'certain', candidates: [], note: null } };
}

const laws: Record<string, Law> = {
  'cn-national-intelligence-law': {
    id: 'cn-national-intelligence-law',
    jurisdiction: 'CN',
    name: 'National Intelligence Law',
    originalName: '中华人民共和国国家情报法',
    articles: ['Art. 7', 'Art. 10', 'Art. 14', 'Art. 15', 'Art. 16', 'Art. 17', 'Art. 28', 'Art. 29'],
    year: '2017, am. 2018',
    plain:
      'Art. 7: all organisations and citizens shall support, assist and cooperate with state intelligence work and keep its secrets. Art. 14: intelligence organs may require organs, organisations and citizens to give that support. Art. 15: technical reconnaissance measures after internal approval. Art. 16: officers may consult or take files and materials. Art. 10: intelligence organs may work inside and outside China. Arts. 28-29: obstruction and leaking are punishable (up to 15 days detention, or as a crime).',
    status: 'in force',
    role: 'power',
    inForce: 'yes',
    properties: {
      anyAssistance: 'yes',
      directAccess: 'unknown',
      priorJudge: 'no',
      secrecy: 'yes',
      reachesAbroad: 'partly',
      decryptionOrCapability: 'unknown',
      localisation: 'no',
      dataRetention: 'no',
      compels: 'content, metadata, subscriber, stored',
    },
    certainty: 'high',
    sources: [
      'China Law Translate, https://www.chinalawtranslate.com/en/national-intelligence-law-of-the-p-r-c-2017/',
      'National Laws and Regulations Database (NPC), https://flk.npc.gov.cn/',
    ],
    checked: {
      date: '2026-11-22',
      depth: 'text',
      note: 'Chinese text of Arts. 7, 10, 14-17, 28, 29 read.',
    },
    caution: null,
    counterView:
      'Jeremy Daum (China Law Translate, 2024): far from clear that Art. 7 was meant to force active information sharing; direct requests would still be hard to resist.',
  },
  'cn-cybersecurity-law': {
    id: 'cn-cybersecurity-law',
    jurisdiction: 'CN',
    name: 'Cybersecurity Law',
    originalName: '中华人民共和国网络安全法',
    articles: [
      'Art. 30 (Art. 28 before 2026-01-01): technical support and assistance to public security and state security organs',
      'Art. 39 (was 37): localisation for critical information infrastructure',
      'Art. 26 (was 24): real-name',
      'Art. 23 (was 21): keep network logs at least 6 months',
    ],
    year: '2016, in force 2017-06-01; amended 2025-10-28, in force 2026-01-01',
    plain:
      'Network operators must give police and state-security organs technical support and assistance for national security and criminal investigation; must ask for real identity when they provide instant messaging or network access; must keep network logs at least six months.',
    status: 'in force',
    role: 'power',
    inForce: 'yes',
    properties: {
      anyAssistance: 'no',
      directAccess: 'unknown',
      priorJudge: 'no',
      secrecy: 'unknown',
      reachesAbroad: 'partly',
      decryptionOrCapability: 'yes',
      localisation: 'partly',
      dataRetention: 'yes',
      compels: 'content, metadata, subscriber, stored',
    },
    certainty: 'high',
    sources: [
      'https://www.mondaq.com/china/security/1702670/',
      'https://www.geopolitechs.org/p/after-ten-years-china-amended-its',
      'National Laws and Regulations Database (NPC), https://flk.npc.gov.cn/',
    ],
    checked: {
      date: '2026-11-22',
      depth: 'text',
      note: '2016 text of Arts. 2, 21(3), 24, 28, 37, 75 read. New numbers (30, 39, 26, 23, 77) of the text in force since 2026-01-01 not seen in the consolidated text; the +2 shift was seen only for other articles in an earlier pass.',
    },
    caution: 'Show the duty, not the new article number, or show both numbers.',
    counterView: null,
  },
  'cn-national-security-law': {
    id: 'cn-national-security-law',
    jurisdiction: 'CN',
    name: 'National Security Law',
    originalName: '中华人民共和国国家安全法',
    articles: ['Art. 11', 'Art. 77', 'Art. 79', 'Art. 42 (powers of the organs)', 'Art. 52 (collecting intelligence)'],
    year: '2015',
    plain:
      'Art. 77: citizens and organisations must report leads, give evidence truthfully, provide facilitation or other help, give necessary support to security, police and military organs, and keep state secrets. Art. 79: enterprises must cooperate with security measures on request. Art. 11: everyone incl. enterprises has a duty to safeguard national security.',
    status: 'in force',
    role: 'power',
    inForce: 'yes',
    properties: {
      anyAssistance: 'yes',
      directAccess: 'unknown',
      priorJudge: 'no',
      secrecy: 'yes',
      reachesAbroad: 'unknown',
      decryptionOrCapability: 'unknown',
      localisation: 'no',
      dataRetention: 'no',
      compels: 'content, metadata, subscriber, stored',
    },
    certainty: 'high',
    sources: ['National Laws and Regulations Database (NPC), https://flk.npc.gov.cn/'],
    checked: {
      date: '2026-11-22',
      depth: 'text',
      note: 'Chinese text of Arts. 11, 42, 52, 77, 79 read.',
    },
    caution: null,
    counterView: null,
  },
  'us-sca-cloud-act': {
    id: 'us-sca-cloud-act',
    jurisdiction: 'US',
    name: 'Stored Communications Act + CLOUD Act',
    originalName: null,
    articles: ['18 U.S.C. 2703', '18 U.S.C. 2713', '18 U.S.C. 2705(b)'],
    year: '1986; 2018',
    plain:
      'Warrant, order or subpoena for stored content, records and subscriber data - wherever the data is stored (2713); courts may forbid telling the user (2705(b)).',
    status: 'in force',
    role: 'power',
    inForce: 'yes',
    properties: {
      anyAssistance: 'no',
      directAccess: 'no',
      priorJudge: 'partly',
      secrecy: 'partly',
      reachesAbroad: 'yes',
      decryptionOrCapability: 'no',
      localisation: 'no',
      dataRetention: 'no',
      compels: 'content, metadata, subscriber, stored',
    },
    certainty: 'high',
    sources: ['US Code, https://uscode.house.gov/'],
    checked: {
      date: '2026-11-22',
      depth: 'text',
      note: '2713 read in full; 2703(a)-(b) read (https://swap.stanford.edu/was/20100322163935mp_/https://www.law.cornell.edu/uscode/text/18/2703); 2705(b) read (https://github.com/legalize-dev/legalize-us/blob/4f10fd8ab9bd073563dd34ed91a801f953b2d217/us/USC-T18-S2705.md).',
    },
    caution: null,
    counterView: null,
  },
  'us-national-security-letters': {
    id: 'us-national-security-letters',
    jurisdiction: 'US',
    name: 'National Security Letters',
    originalName: null,
    articles: ['18 U.S.C. 2709, gag 2709(c)'],
    year: '1986, am. 2001/2015',
    plain:
      'FBI can demand name, address, length of service and toll billing records with its own certificate, no judge. 2709(c): the provider may not tell anyone if the FBI certifies harm. Court review only on request.',
    status: 'in force',
    role: 'power',
    inForce: 'yes',
    properties: {
      anyAssistance: 'no',
      directAccess: 'no',
      priorJudge: 'no',
      secrecy: 'yes',
      reachesAbroad: 'no',
      decryptionOrCapability: 'no',
      localisation: 'no',
      dataRetention: 'no',
      compels: 'metadata, subscriber',
    },
    certainty: 'high',
    sources: ['US Code, https://uscode.house.gov/'],
    checked: {
      date: '2026-11-22',
      depth: 'text',
      note: '2709(a)-(d) read.',
    },
    caution: null,
    counterView: null,
  },
  'us-fisa-702': {
    id: 'us-fisa-702',
    jurisdiction: 'US',
    name: 'Foreign Intelligence Surveillance Act s. 702',
    originalName: null,
    articles: ['50 U.S.C. 1881a', '50 U.S.C. 1881(b)(4) provider definition widened by RISAA 2024'],
    year: '2008; RISAA 2024',
    plain:
      'Directives make US communication providers give the communications of foreigners abroad, without individual warrants.',
    status:
      'statutory authority lapsed 2026-06-12 after failed extensions; collection continues under court certifications reported valid to March 2027; later status not found',
    role: 'power',
    inForce: 'partly',
    properties: {
      anyAssistance: 'no',
      directAccess: 'unknown',
      priorJudge: 'partly',
      secrecy: 'yes',
      reachesAbroad: 'yes',
      decryptionOrCapability: 'partly',
      localisation: 'no',
      dataRetention: 'no',
      compels: 'content, metadata, stored, real-time',
    },
    certainty: 'high',
    sources: [
      'https://uscode.house.gov/',
      'https://www.cgnnews.net/news/2026/06/12/section-702-expiration-congress-surveillance-deadlock/',
      'https://www.prismnews.com/news/house-rejects-fisa-extension-surveillance-law-set-to-lapse',
    ],
    checked: {
      date: '2026-11-22',
      depth: 'text',
      note: '1881a text and the widened provider definition 1881(b)(4)(E) read (https://govregs.com/uscode/expand/title50_chapter36_subchapterVI_section1881); lapse of 2026-06-12 and certifications to March 2027 read at https://peopleofinternet.com/articles/section-702-s-first-lapse-in-18-years-exposes-the-limits-of-.html',
    },
    caution:
      'Its authority lapsed on 2026-06-12; collection is reported to go on under court certifications until March 2027. No source after mid-2026 was found.',
    counterView: null,
  },
};
