import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'playwright/test';
import type { Catalogue } from '../../catalogue/catalogue.ts';
import { compileCatalogue } from '../../catalogue/compile.ts';
import { audioChatHosts, findHost, providerDomains } from '../../catalogue/hosts.ts';
import { readCatalogueFiles } from '../../catalogue/read.ts';

const folder = fileURLToPath(new URL('../../catalogue', import.meta.url));

let catalogue: Catalogue;
test.beforeAll(() => {
  catalogue = compileCatalogue(readCatalogueFiles(folder));
});

const found = (host: string) => {
  const hit = findHost(catalogue, host);
  return hit && { service: hit.fact.service, role: hit.role, voice: hit.voice };
};
const countries = (operator: string) => catalogue.operators[operator]?.seats.map((seat) => seat.country);
const kindOf = (host: string) => catalogue.services[findHost(catalogue, host)?.fact.service ?? '']?.kind;

test.describe('what is in it', () => {
  test('the shipped catalogue holds every service, network, jurisdiction and regime', () => {
    const services = Object.values(catalogue.services);
    expect(services.filter((service) => service.kind !== 'third-party').length).toBeGreaterThanOrEqual(95);
    expect(services.filter((service) => service.kind === 'third-party').length).toBeGreaterThanOrEqual(1000);
    expect(Object.keys(catalogue.networks)).toHaveLength(184);
    expect(Object.keys(catalogue.jurisdictions)).toHaveLength(27);
    expect(Object.keys(catalogue.regimes)).toHaveLength(100);
    expect(Object.keys(catalogue.keys.services).length).toBeGreaterThanOrEqual(65);
    expect(Object.keys(catalogue.keys.general).length).toBeGreaterThanOrEqual(400);
  });

  test('it is small enough to be read on every start of the worker', () => {
    const text = JSON.stringify(catalogue);
    expect(text.length).toBeLessThan(800_000);
    expect(gzipSync(text).length).toBeLessThan(150_000);
  });

  test('it says when its newest fact was checked', () => {
    expect(catalogue.date).toMatch(/^20\d\d-\d\d-\d\d$/);
    // The compiler has no clock, so that two runs give the same; a date to come is found here.
    expect(Date.parse(catalogue.date)).toBeLessThanOrEqual(Date.now());
  });

  test('two runs give the same bytes, whatever the order of the files', () => {
    const reversed = Object.fromEntries(Object.entries(readCatalogueFiles(folder)).reverse());
    expect(JSON.stringify(compileCatalogue(reversed))).toBe(JSON.stringify(catalogue));
  });

  test('nothing in it tells of the machine on which it was made', () => {
    expect(JSON.stringify(readCatalogueFiles(folder))).not.toMatch(/\/work\/|\/tmp\/|\/home\/|localhost:\d/);
  });
});

test.describe('companies', () => {
  test('Agora has two seats, and so has its parent', () => {
    expect(countries('agora')).toEqual(['US', 'CN']);
    expect(catalogue.operators['agora']?.parent).toBe('agora-inc');
    expect(countries('agora-inc')).toEqual(['US', 'CN']);
    expect(JSON.stringify(catalogue.operators['agora-inc'])).toContain('KY');
  });

  test('a country of registration alone is no seat', () => {
    const seats = Object.values(catalogue.operators).flatMap((operator) => operator.seats);
    expect(seats.filter(({ country }) => country === 'KY' || country === 'VG')).toEqual([]);
  });

  test('TikTok stands apart from ByteDance, its parent, and from the joint venture in the United States', () => {
    expect(countries('tiktok')).toEqual(['SG', 'US']);
    expect(catalogue.operators['tiktok']?.parent).toBe('bytedance');
    expect(countries('bytedance')).toContain('CN');
    expect(catalogue.networks[11983]?.operator).toBe('tiktok-usds');
    expect(catalogue.operators['tiktok-usds']?.parent).toBeNull();
    expect(catalogue.operators['tiktok-usds']?.seats[0]?.note).toContain('19.9%');
  });

  test('Zenlayer’s ties to China are told, but are no seat', () => {
    expect(countries('zenlayer')).toEqual(['US']);
    expect(catalogue.operators['zenlayer']?.seats[0]?.note).toContain('China');
  });

  test('a company is one operator, whichever of its names a source uses', () => {
    for (const [host, asn] of [
      ['myqcloud.com', 132203],
      ['aliyuncs.com', 45102],
      ['s3.amazonaws.com', 16509],
      ['fonts.googleapis.com', 15169],
      ['facebook.net', 32934],
      ['clarity.ms', 8075],
      ['126.net', 45062],
      ['volccdn.com', 137718],
    ] as const) {
      expect(findHost(catalogue, host)?.fact.operator, host).toBe(catalogue.networks[asn]?.operator);
    }
    expect(catalogue.operators[catalogue.networks[17151]?.operator ?? '']?.parent).toBe('ericsson');
  });

  test('every operator has a seat and every seat a source', () => {
    for (const [id, operator] of Object.entries(catalogue.operators)) {
      expect(operator.seats.length, id).toBeGreaterThan(0);
      expect(operator.source, id).not.toBe('');
      for (const seat of operator.seats) expect(seat.source, id).not.toBe('');
    }
  });
});

test.describe('hosts', () => {
  test('the host of the founding case is Agora’s', () => {
    expect(found('qos-america.agoralab.co')).toEqual({ service: 'agora', role: 'statistics', voice: true });
  });

  test('hosts of an SDK are told apart by what they do', () => {
    const roles = Object.fromEntries(
      [
        'webrtc2-ap-web-1.agora.io',
        'webrtc2-ap-web-5.agora.io',
        'statscollector-2.agora.io',
        'statscollector-1-eu.agora.io',
        'logservice-na.agora.io',
        '203-0-113-7.edge.agora.io',
        'sua-ap-web-3.agora.io',
      ].map((host) => [host, found(host)?.role]),
    );
    expect(roles).toEqual({
      'webrtc2-ap-web-1.agora.io': 'edge lookup',
      'webrtc2-ap-web-5.agora.io': 'edge lookup',
      'statscollector-2.agora.io': 'statistics',
      'statscollector-1-eu.agora.io': 'statistics',
      'logservice-na.agora.io': 'logs',
      '203-0-113-7.edge.agora.io': 'media gateway',
      'sua-ap-web-3.agora.io': 'user id allocation',
    });
  });

  test('the big companies’ other hosts make no voice visit', () => {
    for (const host of ['docs.google.com', 'fonts.google.com', 'www.office.com', 'login.live.com', 'mail.qq.com']) {
      expect(findHost(catalogue, host)?.voice, host).toBe(false);
      expect(kindOf(host), host).toBe('third-party');
    }
    for (const host of ['bucket.oss-cn-hangzhou.aliyuncs.com', 'o1.ingest.sentry.io', 'time.akamai.com', 'x.com']) {
      expect(findHost(catalogue, host)?.voice, host).toBe(false);
    }
  });

  test('the rooms of the same companies do', () => {
    for (const host of ['meet.google.com', 'teams.microsoft.com', 'trtc.rtc.qq.com', 'gw.rtn.aliyuncs.com']) {
      expect(findHost(catalogue, host)?.voice, host).toBe(true);
    }
  });

  test('a vendor’s own web site is no call', () => {
    for (const host of ['www.agora.io', 'docs.agora.io', 'www.daily.co', 'www.twilio.com', 'livekit.io']) {
      expect(findHost(catalogue, host)?.voice, host).toBe(false);
    }
  });

  test('messages alone are not voice', () => {
    expect(kindOf('ps7.pndsn.com')).toBe('signalling-provider');
    expect(findHost(catalogue, 'ps7.pndsn.com')?.voice).toBe(false);
  });

  test('a name that only ends alike is not taken for the domain', () => {
    expect(findHost(catalogue, 'notagora.io')).toBeNull();
    expect(findHost(catalogue, 'agora.io.example')).toBeNull();
    expect(findHost(catalogue, 'constructor')).toBeNull();
  });

  test('providers are recognised by few domains, never by a company’s whole domain', () => {
    const domains = providerDomains(catalogue);
    expect(domains).toEqual(
      expect.arrayContaining(['agora.io', 'sd-rtn.com', 'livekit.cloud', 'zego.im', 'volcvideo.com', 'rtc.qq.com']),
    );
    for (const domain of ['qq.com', 'aliyuncs.com', 'google.com', 'sentry.io', 'akamai.com', 'pndsn.com']) {
      expect(domains).not.toContain(domain);
    }
    expect(domains.length).toBeLessThanOrEqual(70);
  });

  test('audio chats are recognised by host, never by a company’s whole domain', () => {
    const hosts = audioChatHosts(catalogue);
    expect(hosts).toEqual(expect.arrayContaining(['clubhouse.com', 'discord.com', 'meet.google.com', 'zoom.us']));
    for (const host of ['google.com', 'microsoft.com', 'x.com', 'qq.com', 'vk.com', 'yandex.ru']) {
      expect(hosts).not.toContain(host);
    }
  });

  test('Clubhouse’s backend carries the year for which it is known', () => {
    const { backend } = catalogue.services['clubhouse'] ?? {};
    expect(backend?.text).toBe('Agora (2021)');
    expect(backend?.since).toBe('2021');
    expect(backend?.source).toContain('cyber.fsi.stanford.edu');
  });
});

test.describe('networks', () => {
  test('anycast networks have no country', () => {
    for (const asn of [13335, 209242, 54113, 20940, 16625, 15169, 32934]) {
      expect(catalogue.networks[asn]?.anycast, String(asn)).toBe(true);
      expect(catalogue.networks[asn]?.country, String(asn)).toBeUndefined();
    }
  });

  test('five networks are in mainland China whatever the address data says', () => {
    const pinned = Object.entries(catalogue.networks).filter(([, network]) => network.country === 'CN');
    expect(pinned.map(([asn]) => Number(asn)).sort((a, b) => a - b)).toEqual([23844, 37963, 55960, 58593, 135629]);
  });
});

test.describe('laws', () => {
  test('every regime has a source, a check and a certainty', () => {
    for (const [id, regime] of Object.entries(catalogue.regimes)) {
      expect(regime.sources.length, id).toBeGreaterThan(0);
      expect(regime.checked.depth, id).not.toBe('');
      expect(['high', 'medium', 'low'], id).toContain(regime.certainty);
      expect(catalogue.jurisdictions, id).toHaveProperty(regime.jurisdiction);
    }
  });

  test('what is not, or not wholly, in force is exactly what the facts say', () => {
    const not = Object.entries(catalogue.regimes).filter(([, regime]) => regime.inForce !== 'yes');
    expect(Object.fromEntries(not.map(([id, regime]) => [id, regime.inForce]))).toEqual({
      'ae-state-security-law': 'unknown',
      'ca-bill-c-22-lawful-access': 'no',
      'ie-interception-and-lawful-access-bill': 'no',
      'in-dpdp-act-2023': 'no',
      'jp-active-cyber-defence-act': 'no',
      'se-proposal-retention-messaging-apps': 'no',
      'us-fisa-702': 'partly',
      'vn-decrees-53-2022-and-147-2024': 'unknown',
    });
    expect(catalogue.regimes['us-fisa-702']?.status).toContain('lapsed 2026-06-12');
    for (const regime of Object.values(catalogue.regimes)) {
      if (regime.role === 'bill') expect(regime.inForce).toBe('no');
    }
  });

  test('the National Intelligence Law is cited by the right articles', () => {
    const law = catalogue.regimes['cn-national-intelligence-law'];
    expect(law?.articles).toEqual(expect.arrayContaining(['Art. 7', 'Art. 10', 'Art. 14']));
    expect(law?.plain).toMatch(/Art\. 7: all organisations and citizens shall support/);
    expect(law?.plain).toMatch(/Art\. 14: intelligence organs may require/);
    expect(law?.plain).toMatch(/Art\. 10: intelligence organs may work inside and outside China/);
    expect(law?.caution).toContain('Art. 10');
    expect(law?.counterView).toContain('Daum');
  });

  test('the Cybersecurity Law names both its old and its new article', () => {
    expect(catalogue.regimes['cn-cybersecurity-law']?.articles.join(' ')).toContain(
      'Art. 30 (Art. 28 before 2026-01-01)',
    );
    expect(catalogue.regimes['cn-cybersecurity-law']?.caution).toContain('both numbers are given');
  });

  test('what a law compels is a plain list', () => {
    expect(catalogue.regimes['cn-national-intelligence-law']?.properties['compels']).toBe(
      'content, metadata, subscriber, stored',
    );
    expect(catalogue.regimes['cn-personal-information-protection-law']?.properties['compels']).toBe('');
  });

  test('what narrows a law’s reach is what its own text says', () => {
    const of = (wanted: 'effect' | 'binds') =>
      Object.values(catalogue.regimes)
        .filter((regime) => regime[wanted] !== undefined)
        .map(({ id }) => id)
        .sort();
    expect(of('effect')).toEqual(['eu-digital-services-act-orders', 'eu-european-investigation-order']);
    expect(of('binds')).toEqual([
      'ae-telecommunications-law-and-voip-policy',
      'au-telecommunications-act-313',
      'ie-retention-of-data-act-2011-2022',
      'il-telecommunications-law-s13',
      'nl-telecommunications-act-13',
      'pl-electronic-communications-law-2024',
      'sa-telecommunications-and-it-act',
      'se-signals-intelligence-act',
      'sg-telecommunications-act',
      'us-calea',
    ]);
  });

  test('adequacy is told with its limits', () => {
    expect(catalogue.jurisdictions['US']?.adequacy).toContain('Data Privacy Framework');
    expect(catalogue.jurisdictions['CN']?.adequacy).toBeNull();
    expect(catalogue.jurisdictions['GB']?.sources.length).toBeGreaterThan(0);
  });
});

test.describe('keys', () => {
  test('the same key means what the service means by it', () => {
    expect(catalogue.keys.services['agora']?.['cname']).toEqual({ kind: 'room-id', telling: 'strong' });
    expect(catalogue.keys.services['livekit']?.['sub']).toEqual({ kind: 'user-id', telling: 'strong' });
    expect(catalogue.keys.services['tencent-trtc']?.['usersig']).toEqual({ kind: 'token', telling: 'strong' });
    expect(catalogue.keys.services['agora']?.['6']).toEqual({ kind: 'user-id', telling: 'weak' });
  });

  test('keys that name nobody are not looked for', () => {
    for (const keys of [catalogue.keys.general, ...Object.values(catalogue.keys.services)]) {
      for (const key of ['appid', 'sdkappid', 'requestid']) expect(keys[key]?.kind ?? null).toBeNull();
    }
    // A service's own word that a key names nobody holds against what keys of that name mean elsewhere.
    expect(catalogue.keys.services['agora']?.['fingerprint']?.kind).toBeNull();
    expect(catalogue.keys.general['fingerprint']?.kind).toBe('device-id');
    expect(catalogue.keys.general).not.toHaveProperty('sessionid');
  });

  test('keys are found under the service to which their hosts lead', () => {
    for (const [host, key] of [
      ['webrtc2-ap-web-1.agora.io', 'cname'],
      ['rtcg-access.volcvideos.com', 'roomid'],
      ['nrtc.netease.im', 'channelname'],
      ['prod-init.100ms.live', 'userid'],
      ['us05web.zoom.us', 'customerkey'],
      ['web.max.ru', 'chatid'],
      ['www.google-analytics.com', 'cid'],
      ['api.mixpanel.com', 'distinctid'],
    ] as const) {
      const service = findHost(catalogue, host)?.fact.service ?? '';
      expect(catalogue.keys.services[service], host).toHaveProperty(key);
    }
  });

  test('self-hosted software is recognised by its requests', () => {
    const livekit = catalogue.stacks.filter((stack) => stack.id === 'livekit').map((stack) => stack.when.path);
    expect(livekit).toEqual(expect.arrayContaining(['/rtc', '/rtc/v1']));
    for (const stack of catalogue.stacks) expect(stack.source, stack.id).not.toBe('');
  });
});
