import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { CatalogueError, type CatalogueFiles, compileCatalogue } from '../../catalogue/compile.ts';
import { findHost, providerDomains } from '../../catalogue/hosts.ts';
import { normaliseKey } from '../../catalogue/keys.ts';
import { readCatalogueFiles } from '../../catalogue/read.ts';

/** The smallest catalogue that compiles; each test spoils or extends its own copy. */
const small = () => ({
  'operators.json': {
    about: 'test',
    checked: '2026-01-02',
    operators: [operator('acme'), { ...operator('acme-group'), networks: [{ asn: 64500, name: 'ACME' }] }],
  },
  'services.json': {
    about: 'test',
    checked: '2026-01-02',
    services: [service('voice', 'rtc-provider', 'voice.example')],
  },
  'third-parties.json': { about: 'test', checked: '2026-01-02', thirdParties: [thirdParty('ads.example')] as object[] },
  'keys.json': {
    about: 'test',
    checked: '2026-01-02',
    services: [{ service: 'voice', keys: [key('user_id', 'user-id')] }],
    general: [{ key: 'userId', meaning: 'user-id', telling: 'strong', language: 'en' }],
  },
  'stacks.json': { about: 'test', checked: '2026-01-02', stacks: [] as object[] },
  'networks.json': { about: 'test', checked: '2026-01-02', networks: [] as object[] },
  'treaties.json': {
    about: 'test',
    checked: '2026-01-02',
    adequacy: { decisions: [] as object[], certainty: 'high', note: null, sources: ['a list'] },
    convention108: { text: 'x', plus: 'x', certainty: 'high', note: null, sources: ['a list'] },
  },
  'jurisdictions/CN.json': jurisdiction('CN'),
});

const operator = (id: string) => ({
  id,
  name: id,
  seats: [{ country: 'US', note: null as string | null, certainty: 'high', source: 'a filing' }],
  parent: null as string | null,
  certainty: 'high',
  source: 'a filing',
  note: null,
});
const service = (id: string, kind: string, ...domains: string[]) => ({
  id,
  name: id,
  kind,
  operator: 'acme' as string | null,
  backend: null,
  note: null,
  domains: domains.map((domain) => ({ domain, role: kind, certainty: 'high', source: 'a page' }) as object),
});
const thirdParty = (domain: string) => ({
  domain,
  name: domain,
  role: 'third party',
  operator: 'acme',
  certainty: 'high',
  source: 'a page',
});
const key = (name: string, meaning: string) => ({ key: name, meaning, place: 'query', source: 'a page' });
const regime = (id: string) => ({
  id,
  name: 'A law',
  originalName: null,
  articles: ['Art. 1'],
  year: '2000',
  plain: 'Says something.',
  status: 'in force',
  role: 'power',
  inForce: 'yes',
  properties: {
    anyAssistance: 'no',
    directAccess: 'no',
    priorJudge: 'yes',
    secrecy: 'no',
    reachesAbroad: 'no',
    decryptionOrCapability: 'no',
    localisation: 'no',
    dataRetention: 'no',
    compels: ['content', 'metadata'],
  },
  details: { compels: 'x', secrecy: 'x', abroad: 'x', decryption: 'x', judge: 'x', note: null },
  certainty: 'high',
  certaintyDetail: null,
  sources: ['the gazette'],
  checked: { date: '2026-03-04', depth: 'text', note: null },
  caution: null,
  counterView: null,
});
const jurisdiction = (country: string) => ({
  country,
  name: country,
  checked: '2026-03-04',
  summary: 'x',
  localisation: 'no',
  adequacy: null,
  convention108: 'no',
  convention108plus: 'no',
  regimes: [regime(`${country.toLowerCase()}-law`)],
});

function problems(files: CatalogueFiles): readonly string[] {
  try {
    compileCatalogue(files);
  } catch (error) {
    if (error instanceof CatalogueError) return error.problems;
    throw error;
  }
  return [];
}

test('a catalogue without mistakes compiles', () => {
  expect(problems(small())).toEqual([]);
});

test.describe('a mistake is named by file, entry and field', () => {
  const cases: [name: string, spoil: (files: ReturnType<typeof small>) => unknown, message: RegExp][] = [
    [
      'an unknown country',
      (files) => Object.assign(files['operators.json'].operators[0]?.seats[0] ?? {}, { country: 'XX' }),
      /^operators\.json: acme › seats\[0\]\.country: "XX" is not/,
    ],
    [
      'a country in lower case',
      (files) => Object.assign(files['operators.json'].operators[0]?.seats[0] ?? {}, { country: 'us' }),
      /^operators\.json: acme › seats\[0\]\.country: /,
    ],
    [
      'a parent that is nowhere',
      (files) => Object.assign(files['operators.json'].operators[0] ?? {}, { parent: 'nobody' }),
      /^operators\.json: acme › parent: no operator "nobody"/,
    ],
    [
      'an operator that is its own parent',
      (files) => Object.assign(files['operators.json'].operators[0] ?? {}, { parent: 'acme' }),
      /^operators\.json: acme › parent: /,
    ],
    [
      'a parent that is not the ultimate one',
      (files) => {
        files['operators.json'].operators.push({ ...operator('acme-top') });
        Object.assign(files['operators.json'].operators[0] ?? {}, { parent: 'acme-group' });
        Object.assign(files['operators.json'].operators[1] ?? {}, { parent: 'acme-top' });
      },
      /^operators\.json: acme › parent: name the ultimate parent: "acme-group" belongs to "acme-top"/,
    ],
    [
      'a service that goes by two names',
      (files) => {
        files['third-parties.json'].thirdParties = [
          { ...thirdParty('a.example'), service: 'ads', name: 'Ads' },
          { ...thirdParty('b.example'), service: 'ads', name: 'Adds' },
        ];
      },
      /^third-parties\.json: b\.example › name: "ads" is called "Ads" elsewhere/,
    ],
    [
      'a service whose operator is nowhere',
      (files) => Object.assign(files['services.json'].services[0] ?? {}, { operator: 'nobody' }),
      /^services\.json: voice › operator: no operator "nobody"/,
    ],
    [
      'an empty source',
      (files) => Object.assign(files['services.json'].services[0]?.domains[0] ?? {}, { source: ' ' }),
      /^services\.json: voice › domains\[0\]\.source: must not be empty/,
    ],
    [
      'a misspelt field',
      (files) => Object.assign(files['services.json'].services[0]?.domains[0] ?? {}, { vioce: true }),
      /^services\.json: voice › domains\[0\]\.vioce: /,
    ],
    [
      'a bad domain',
      (files) => Object.assign(files['third-parties.json'].thirdParties[0] ?? {}, { domain: 'https://ads.example/' }),
      /^third-parties\.json: https:\/\/ads\.example\/ › domain: .* is not a domain/,
    ],
    [
      'a host that is not under its domain',
      (files) =>
        Object.assign(files['services.json'].services[0]?.domains[0] ?? {}, {
          hosts: [{ host: 'a.other.example', role: 'x' }],
        }),
      /^services\.json: voice › domains\[0\]: the host a\.other\.example is not under voice\.example/,
    ],
    [
      'a certainty that is none of the four',
      (files) => Object.assign(files['operators.json'].operators[0] ?? {}, { certainty: 'sure' }),
      /^operators\.json: acme › certainty: must be high, medium, low or unknown/,
    ],
    [
      'a regime without a source',
      (files) => Object.assign(files['jurisdictions/CN.json'].regimes[0] ?? {}, { sources: [] }),
      /^jurisdictions\/CN\.json: cn-law › sources: must name at least one source/,
    ],
    [
      'a source that would run something',
      (files) => Object.assign(files['services.json'].services[0]?.domains[0] ?? {}, { source: 'javascript:alert(1)' }),
      /^services\.json: voice › domains\[0\]\.source: may hold http and https addresses only/,
    ],
    [
      'a source that would run something, with a space in it',
      (files) => Object.assign(files['operators.json'].operators[0] ?? {}, { source: 'JavaScript : alert(1)' }),
      /^operators\.json: acme › source: may hold http and https addresses only/,
    ],
    [
      'a source with an address of another scheme',
      (files) =>
        Object.assign(files['jurisdictions/CN.json'].regimes[0] ?? {}, { sources: ['the gazette (ftp://x.example/)'] }),
      /^jurisdictions\/CN\.json: cn-law › sources\[0\]: may hold http and https addresses only/,
    ],
    [
      'an address without a host',
      (files) => Object.assign(files['operators.json'].operators[0]?.seats[0] ?? {}, { source: 'see https:///x' }),
      /^operators\.json: acme › seats\[0\]\.source: may hold/,
    ],
    [
      'a source with control characters',
      (files) => Object.assign(files['operators.json'].operators[0] ?? {}, { source: 'java\u0009script' }),
      /^operators\.json: acme › source: must not hold control characters/,
    ],
    [
      'a day that no calendar has',
      (files) => Object.assign(files['keys.json'], { checked: '2026-02-30' }),
      /^keys\.json: checked: must be a date/,
    ],
    [
      'a law that was checked later than its file',
      (files) => Object.assign(files['jurisdictions/CN.json'].regimes[0]?.checked ?? {}, { date: '2062-03-04' }),
      /^jurisdictions\/CN\.json: cn-law › checked\.date: is later than the file's own, 2026-03-04/,
    ],
    ...[
      'lapsed 2025-01-01',
      'in force; repealed 2025',
      'not yet in force',
      'bill: first reading',
      'proposal of 2024',
    ].map((status): (typeof cases)[number] => [
      `a law in force whose status says "${status}"`,
      (files) => Object.assign(files['jurisdictions/CN.json'].regimes[0] ?? {}, { status }),
      /^jurisdictions\/CN\.json: cn-law › inForce: is yes, but the status says /,
    ]),
    [
      'a bill in force',
      (files) => Object.assign(files['jurisdictions/CN.json'].regimes[0] ?? {}, { role: 'bill' }),
      /^jurisdictions\/CN\.json: cn-law › inForce: must be no for a bill/,
    ],
    [
      'a narrower reach that nothing bears out',
      (files) => Object.assign(files['jurisdictions/CN.json'].regimes[0] ?? {}, { binds: 'carriers' }),
      /^jurisdictions\/CN\.json: cn-law › binds: must stand with the words behind it in details/,
    ],
    [
      'an effect that there is not',
      (files) => Object.assign(files['jurisdictions/CN.json'].regimes[0] ?? {}, { effect: 'none' }),
      /^jurisdictions\/CN\.json: cn-law › effect: must be between-states or other-law/,
    ],
    [
      'a date that is none',
      (files) => Object.assign(files['jurisdictions/CN.json'].regimes[0]?.checked ?? {}, { date: '22 November 2026' }),
      /^jurisdictions\/CN\.json: cn-law › checked\.date: must be a date/,
    ],
    [
      'a jurisdiction in the wrong file',
      (files) => Object.assign(files['jurisdictions/CN.json'], { country: 'FR' }),
      /^jurisdictions\/CN\.json: country: is FR/,
    ],
    [
      'a key whose spellings disagree',
      (files) => files['keys.json'].services[0]?.keys.push(key('userID', 'room-id')),
      /^keys\.json: voice › userID: means room-id, but in another spelling user-id/,
    ],
    [
      'keys of a service that is nowhere',
      (files) => files['keys.json'].services.push({ service: 'nowhere', keys: [] }),
      /^keys\.json: nowhere › service: no service "nowhere"/,
    ],
    [
      'an AS number that two operators claim',
      (files) => Object.assign(files['operators.json'].operators[0] ?? {}, { networks: [{ asn: 64500, name: 'x' }] }),
      /^operators\.json: acme-group › networks\[0\]\.asn: AS64500 already belongs to "acme"/,
    ],
    [
      'a rule for a network that nobody has',
      (files) => files['networks.json'].networks.push({ asn: 64999, anycast: true, source: 'x' }),
      /^networks\.json: 64999 › asn: no operator/,
    ],
    [
      'an adequacy decision that the jurisdiction does not tell',
      (files) => files['treaties.json'].adequacy.decisions.push({ country: 'CN', text: 'China' }),
      /^jurisdictions\/CN\.json: adequacy: is null/,
    ],
  ];
  for (const [name, spoil, message] of cases) {
    test(name, () => {
      const files = small();
      spoil(files);
      const found = problems(files);
      expect(found).toHaveLength(1);
      expect(found[0]).toMatch(message);
    });
  }

  test('a file that is missing', () => {
    const { 'keys.json': _, ...rest } = small();
    expect(problems(rest)).toEqual(['keys.json: is missing']);
  });

  test('a file that is not JSON', () => {
    const folder = test.info().outputPath('catalogue');
    mkdirSync(join(folder, 'jurisdictions'), { recursive: true });
    writeFileSync(join(folder, 'keys.json'), '{ "about": ');
    expect(() => readCatalogueFiles(folder)).toThrow(/^keys\.json: /);
  });

  test('all mistakes at once, not only the first', () => {
    const files = small();
    Object.assign(files['operators.json'].operators[0] ?? {}, { certainty: 'sure', source: '' });
    Object.assign(files['third-parties.json'].thirdParties[0] ?? {}, { role: '' });
    Object.assign(files['jurisdictions/CN.json'].regimes[0] ?? {}, { sources: [] });
    expect(problems(files)).toHaveLength(4);
  });
});

test.describe('a domain in several files', () => {
  test('belongs to the provider before the audio chat, and to that before the third party', () => {
    const files = small();
    files['services.json'].services.unshift(service('chat', 'audio-chat', 'voice.example', 'ads.example'));
    const { domains } = compileCatalogue(files);
    expect(domains['voice.example']?.service).toBe('voice');
    expect(domains['ads.example']?.service).toBe('chat');
  });

  test('is a mistake when both are of one kind', () => {
    const files = small();
    files['services.json'].services.push(service('other', 'signalling-provider', 'voice.example'));
    expect(problems(files)).toEqual([
      'services.json: other › domains[0]: voice.example already stands at "voice" (services.json)',
    ]);
  });

  test('leaves the provider’s host with the provider under another company’s domain', () => {
    const files = small();
    files['third-parties.json'].thirdParties.push(thirdParty('big.example'));
    files['services.json'].services.push(service('rtc', 'rtc-provider', 'rtc.big.example'));
    const catalogue = compileCatalogue(files);
    expect(findHost(catalogue, 'eu.rtc.big.example')?.fact.service).toBe('rtc');
    expect(findHost(catalogue, 'mail.big.example')?.fact.service).toBe('big.example');
  });
});

test('a host takes its voice from its domain unless it says otherwise', () => {
  const files = small();
  Object.assign(files['services.json'].services[0]?.domains[0] ?? {}, {
    voice: true,
    hosts: [
      { host: 'www.voice.example', role: 'web site', voice: false },
      { host: 'log.voice.example', role: 'logs' },
      { prefix: 'edge-', role: 'media' },
      { prefix: 'help.', role: 'help', voice: false },
    ],
  });
  const catalogue = compileCatalogue(files);
  const seen = (host: string) => {
    const hit = findHost(catalogue, host);
    return [hit?.role, hit?.voice];
  };
  expect(seen('www.voice.example')).toEqual(['web site', false]);
  expect(seen('log.voice.example')).toEqual(['logs', true]);
  expect(seen('edge-7.eu.voice.example')).toEqual(['media', true]);
  expect(seen('help.voice.example')).toEqual(['rtc-provider', true]);
  expect(seen('help.eu.voice.example')).toEqual(['help', false]);
  expect(seen('voice.example')).toEqual(['rtc-provider', true]);
  expect(providerDomains(catalogue)).toEqual(['voice.example']);
});

test('where spellings of a key differ in strength, the doubt wins', () => {
  const files = small();
  files['keys.json'].general.push({ key: 'userid', meaning: 'user-id', telling: 'weak', language: 'en' });
  expect(compileCatalogue(files).keys.general).toEqual({ userid: { kind: 'user-id', telling: 'weak' } });
});

test('what nobody read again is well known at most, and not certain', () => {
  const files = small();
  Object.assign(files['operators.json'].operators[0] ?? {}, { source: 'from general knowledge (terms)' });
  Object.assign(files['services.json'].services[0]?.domains[0] ?? {}, { source: 'from general knowledge' });
  const { operators, domains } = compileCatalogue(files);
  expect(operators['acme']).toMatchObject({ certainty: 'medium', wellKnown: true, seats: [{ certainty: 'high' }] });
  expect(domains['voice.example']).toMatchObject({ certainty: 'medium', wellKnown: true });
  expect(operators['acme-group']).toMatchObject({ certainty: 'high' });
  expect(operators['acme-group']).not.toHaveProperty('wellKnown');
});

test('the catalogue’s date is that of its newest fact', () => {
  expect(compileCatalogue(small()).date).toBe('2026-03-04');
});

test('spellings of one key are one key', () => {
  const spellings = ['user_id', 'userId', 'User-ID', 'USER.ID', 'user id'];
  expect(new Set(spellings.map(normaliseKey))).toEqual(new Set(['userid']));
  expect(normaliseKey('Идентификатор_пользователя')).toBe('идентификаторпользователя');
  expect(normaliseKey('房间ID')).toBe('房间id');
});
