import { findingId } from '../../background/remember/finding-id.ts';
import { conclude } from '../../background/remember/history/conclude.ts';
import type { ExportCircumstances, ExportFile } from '../../background/tell/export/stream.ts';
import type { HistoryView } from '../../background/tell/history.ts';
import { reportOf } from '../../background/tell/report.ts';
import { createSay, lookupIn } from '../../background/tell/say.ts';
import messages from '../../extension/_locales/en/messages.json' with { type: 'json' };
import type { KeptVisit, VisitRow } from '../../extension/model/history.ts';
import type { Media, MediaTotals, Traffic } from '../../extension/model/media.ts';
import type { Address, DataState, Finding } from '../../extension/model/report.ts';
import { type Concern, generalConcern } from '../../extension/model/settings.ts';
import type { Contact, Visit } from '../../extension/model/visit.ts';
import { identifierKinds } from '../../extension/model/vocabulary.ts';
import { shippedCatalogue } from './catalogue.ts';

/** Visits as a history keeps them: made up, in the form of real ones, the same every time. */

export const noon = Date.UTC(2026, 10, 22, 12, 0, 0);
const minute = 60_000;
const day = 86_400_000;

export const ownKey = '0123456789abcdef';
export const foreignKey = 'fedcba9876543210';

export const dataState: DataState = {
  catalogue: { date: '2026-11-22' },
  networks: {
    date: '2026-06-01',
    sources: [
      { name: 'DB-IP', licence: 'CC-BY-4.0', link: 'https://db-ip.com' },
      { name: 'RouteViews', licence: 'CC-BY-4.0', link: 'https://www.routeviews.org' },
    ],
  },
  problems: [],
};

const shanghai: Address = {
  ip: '101.132.8.4',
  network: { asn: 37963, name: 'Hangzhou Alibaba Advertising Co.,Ltd.', operator: 'Alibaba' },
  location: { country: 'CN', certainty: 'certain', candidates: ['CN'], note: null },
};
const unsure: Address = {
  ip: '203.0.113.7',
  network: null,
  location: { country: null, certainty: 'uncertain', candidates: ['HK', 'SG'], note: null },
};
const anycast: Address = {
  ip: '104.16.0.1',
  network: { asn: 13335, name: 'Cloudflare, Inc.', operator: 'Cloudflare, Inc.' },
  location: { country: null, certainty: 'anycast', candidates: [], note: null },
};

export function keptFinding(number: number, changes: Partial<Finding> = {}): Finding {
  const kind = identifierKinds[number % identifierKinds.length] ?? 'unknown';
  return {
    kind,
    masked: `${kind.slice(0, 2)}••••${String(number % 100).padStart(2, '0')}`,
    digest: (number % 4096).toString(16).padStart(4, '0').repeat(8),
    place: 'url.query',
    key: `field${number}`,
    encoding: number % 3 === 0 ? ['json', 'base64'] : [],
    confidence: 'matched',
    basis: 'learned',
    firstParty: false,
    onTheWire: false,
    count: 1 + (number % 7),
    firstAt: noon + number,
    lastAt: noon + number + minute,
    ...changes,
  };
}

export function keptContact(host: string, findings: readonly Finding[], changes: Partial<Contact> = {}): Contact {
  return {
    host,
    schemes: ['https'],
    types: ['xmlhttprequest'],
    stacks: [],
    addresses: [],
    requests: 3,
    earlier: 0,
    failed: 0,
    bytesSent: 1234,
    unreadBodies: 0,
    answered: 3,
    neverLeft: 0,
    upgraded: false,
    firstAt: noon + 1.25,
    lastAt: noon + minute,
    findings: Object.fromEntries(findings.map((finding) => [findingId(finding), finding])),
    ...changes,
  };
}

const silent: Traffic = { texts: 0, textBytes: 0, binaries: 0, binaryBytes: 0 };
const audio: MediaTotals = {
  sent: 480_000,
  received: 1_900_000,
  codecs: ['opus'],
  senders: 1,
  sendersTransformed: 0,
  receivers: 3,
  receiversTransformed: 0,
};

/** What the probe saw of a call through a server in Shanghai. */
const media: Media = {
  connections: {
    '0.1': {
      openedAt: noon,
      connectedAt: noon + 900,
      closedAt: null,
      lastAt: noon + minute,
      iceServers: [{ scheme: 'turn', host: 'turn.agora.io', port: 3478, transport: 'udp', named: true }],
      relayOnly: false,
      local: null,
      remote: {
        type: 'answer',
        iceLite: true,
        setup: 'passive',
        audio: { sections: 1, sending: 1, receiving: 1 },
        audioStreams: 3,
        named: true,
        fingerprint: true,
        agent: null,
      },
      candidates: {
        local: { host: 1, mdns: 1, srflx: 1, prflx: 0, relay: 0 },
        remote: { host: 1, mdns: 0, srflx: 0, prflx: 0, relay: 0 },
      },
      pair: {
        local: { type: 'srflx', protocol: 'udp', relayProtocol: null, address: null, port: null },
        remote: { type: 'host', protocol: 'udp', relayProtocol: null, address: shanghai, port: 4001 },
      },
      audio,
      video: { ...audio, sent: 0, received: 0, codecs: [], senders: 0, receivers: 0 },
      relays: ['turn.agora.io'],
      channels: {
        opened: 1,
        sent: { ...silent, texts: 2, textBytes: 80 },
        received: silent,
        looked: 2,
        whileTalking: { binaries: 0, binaryBytes: 0, span: 0 },
      },
      findings: Object.fromEntries(
        [keptFinding(2, { place: 'body', key: 'nick' })].map((finding) => [findingId(finding), finding]),
      ),
    },
  },
  sockets: {},
  socketHosts: [],
  uploads: {},
  captures: [],
  workers: [],
  devicesListed: true,
  hidden: [{ from: noon + 10, until: null }],
};

/**
 * One visit to a room on Agora, with statistics in clear, an upgraded host and blind spots.
 *
 * @param number makes it another one, a day earlier each
 * @param findings of one more host, that has nothing else to say
 */
export function keptVisit(number = 0, findings = 3): KeptVisit {
  const startedAt = noon - number * day + 0.5;
  const contacts = [
    keptContact('rooms.example', [keptFinding(0, { firstParty: true }), keptFinding(1, { firstParty: true })], {
      addresses: [anycast],
    }),
    keptContact(
      'qos-america.agoralab.co',
      [keptFinding(0, { onTheWire: true, key: 'uid' }), keptFinding(1, { onTheWire: true, key: 'cname' })],
      { schemes: ['http'], addresses: [shanghai, unsure] },
    ),
    keptContact('api2.amplitude.com', [keptFinding(3, { place: 'body', encoding: ['form', 'json', 'sha256'] })], {}),
    keptContact('upgraded.example', [keptFinding(4, { onTheWire: true })], {
      schemes: ['http', 'https'],
      upgraded: true,
    }),
    keptContact('silent.example', [], { failed: 1, neverLeft: 1, requests: 1, answered: 0 }),
    keptContact(
      'many.example',
      Array.from({ length: findings }, (_, at) => keptFinding(at + number)),
    ),
  ];
  const visit: Visit = {
    id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    tabId: -1,
    site: number % 5 === 0 ? 'rooms.example' : `club${number % 5}.example`,
    startedAt,
    lastAt: startedAt + 12 * minute,
    endedAt: startedAt + 12 * minute,
    private: false,
    because: ['rtc-provider', 'microphone'],
    microphone: { state: 'off', since: startedAt + 11 * minute },
    peerConnections: 1,
    media,
    contacts: Object.fromEntries(contacts.map((contact) => [contact.host, contact])),
    blindSpots: {
      'blindUnreadBody rooms.example': { what: { key: 'blindUnreadBody' }, host: 'rooms.example', count: 2 },
      'blindTooManyHosts ': { what: { key: 'blindTooManyHosts' }, host: null, count: 1 },
    },
  };
  const grounds = { catalogue: shippedCatalogue(), concern: generalConcern, version: '0.1.0' };
  const { warnings } = conclude(visit, grounds);
  return { visit, fired: warnings.map((warning) => ({ ...warning, at: startedAt + 1000 })), imported: null };
}

export function rowOf({ visit, imported }: KeptVisit): VisitRow {
  const { id, site, startedAt, lastAt, endedAt, because, microphone, peerConnections } = visit;
  const grounds = { catalogue: shippedCatalogue(), concern: generalConcern, version: '0.1.0' };
  const { summary } = conclude(visit, grounds);
  return { id, site, startedAt, lastAt, endedAt, because, microphone, peerConnections, summary, imported };
}

/** What an export asks of a history, over visits in memory; each is made when it is asked for. */
export function historyOfVisits(
  count: number,
  make: (number: number) => KeptVisit = keptVisit,
  concern: Concern = generalConcern,
): Pick<HistoryView, 'visits' | 'kept' | 'reportOf' | 'dataState'> {
  const catalogue = shippedCatalogue();
  return {
    visits: async () => Array.from({ length: count }, () => rowOf(make(0))),
    kept: async function* (rows) {
      for (const number of rows.keys()) yield make(number);
    },
    reportOf: ({ visit }, other = concern) => reportOf(visit, catalogue, dataState, other),
    dataState,
  };
}

export const inEnglish = { tag: 'en', direction: 'ltr' as const, say: createSay(lookupIn(messages), 'en') };

export const circumstances: ExportCircumstances = {
  at: new Date(Date.UTC(2026, 10, 22, 16, 31, 7, 120)),
  version: '0.1.0',
  key: ownKey,
  language: inEnglish,
};

export async function textOf({ chunks }: Pick<ExportFile, 'chunks'>): Promise<string> {
  let text = '';
  for await (const chunk of chunks) text += chunk;
  return text;
}
