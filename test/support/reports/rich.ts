import type { Evidence, Finding, SiteReport, Warning } from '../../../extension/model/report.ts';
import { address, agora, agoraExposures, company, service } from './companies.ts';
import { destination, finding, minutes, party, report } from './parts.ts';

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
