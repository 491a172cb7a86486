import { expect, test } from 'playwright/test';
import type { Answer } from '../../cli/where.ts';
import type { Exposure } from '../../extension/model/report.ts';
import { shippedCatalogue } from '../support/catalogue.ts';
import { earshot } from '../support/terminal.ts';

// The first test may have to make the address data.
test.setTimeout(180_000);

async function ask(...queries: string[]): Promise<{ answers: Answer[]; code: number; err: string }> {
  const { out, err, code } = await earshot('where', '--json', '--', ...queries);
  const lines = out.split('\n').filter((line) => line !== '');
  return { answers: lines.map((line) => JSON.parse(line) as Answer), code, err };
}

async function askOne(query: string): Promise<Answer> {
  const { answers, code } = await ask(query);
  const [answer] = answers;
  if (!answer || code !== 0) throw new Error(`${query}: no answer`);
  return answer;
}

/** `CN network high`, one a row. */
const ways = (exposures: readonly Exposure[]) =>
  exposures.map(({ jurisdiction, through, certainty }) => `${jurisdiction} ${through} ${certainty}`);

const bothSeats = ['US operator high', 'CN operator high', 'US parent high', 'CN parent high'];

for (const [host, role] of [
  ['qos-america.agoralab.co', 'statistics'],
  ['webrtc2-ap-web-1.agora.io', 'edge lookup'],
] as const) {
  test(`${host} is Agora's, at both of its seats`, async () => {
    const answer = await askOne(host);
    expect(answer).toMatchObject({
      query: host,
      host,
      ip: null,
      service: { id: 'agora', name: 'Agora', role },
      operator: { countries: ['US', 'CN'], parent: { name: 'Agora, Inc.', countries: ['US', 'CN'] } },
      network: null,
      location: { country: null, certainty: 'unknown', candidates: [] },
    });
    expect(ways(answer.exposures)).toEqual(bothSeats);
  });
}

test('43.157.0.1 is a server in Germany that Tencent runs', async () => {
  const answer = await askOne('43.157.0.1');
  expect(answer).toMatchObject({
    host: null,
    ip: '43.157.0.1',
    registrableDomain: null,
    service: null,
    operator: null,
    network: { asn: 132203, operator: expect.stringContaining('Tencent') },
    location: { country: 'DE', certainty: 'certain', candidates: ['DE'] },
  });
  expect(ways(answer.exposures)).toEqual([
    'CN network medium',
    'SG network medium',
    'US network medium',
    'DE server medium',
    'EU server medium',
  ]);
});

test('104.16.0.1 is in no country, and its network is Cloudflare', async () => {
  const answer = await askOne('104.16.0.1');
  expect(answer).toMatchObject({
    network: { asn: 13335, operator: 'Cloudflare, Inc.' },
    location: { country: null, certainty: 'anycast', candidates: [] },
  });
  expect(ways(answer.exposures)).toEqual(['US network medium']);
});

test('192.168.1.1 is nowhere and nobody’s', async () => {
  expect(await askOne('192.168.1.1')).toMatchObject({
    ip: '192.168.1.1',
    network: null,
    location: { country: null, certainty: 'special', candidates: [] },
    exposures: [],
  });
});

test('8.128.0.1 is in mainland China, whatever registrations say, and run from there', async () => {
  const answer = await askOne('8.128.0.1');
  expect(answer).toMatchObject({ network: { asn: 37963 }, location: { country: 'CN', certainty: 'certain' } });
  expect(ways(answer.exposures)).toEqual(['CN network medium', 'SG network low', 'CN server medium']);
});

test('an unknown host in AWS China is reached through the licensed operators of that network, not through Amazon', async () => {
  const answer = await askOne('cdn.livekit.example=52.80.0.1');
  expect(answer).toMatchObject({
    query: 'cdn.livekit.example=52.80.0.1',
    host: 'cdn.livekit.example',
    ip: '52.80.0.1',
    registrableDomain: 'livekit.example',
    service: null,
    operator: null,
    network: { asn: 55960, operator: expect.stringContaining('Sinnet') },
    location: { country: 'CN' },
  });
  expect(ways(answer.exposures)).toEqual(['CN network medium', 'CN server medium']);
});

test('discord.com is reached at its seat alone, since a host is not looked up', async () => {
  const answer = await askOne('discord.com');
  expect(answer).toMatchObject({
    service: { id: 'discord', role: 'voice chat' },
    operator: { name: 'Discord Inc.', countries: ['US'], parent: null },
    network: null,
    location: { country: null, certainty: 'unknown', candidates: [] },
  });
  expect(ways(answer.exposures)).toEqual(['US operator medium']);
});

test('an answer has the properties that are promised, no more, in that order', async () => {
  const answer = await askOne('discord.com=43.157.0.1');
  expect(Object.keys(answer)).toEqual([
    'query',
    'host',
    'ip',
    'registrableDomain',
    'service',
    'operator',
    'network',
    'location',
    'exposures',
  ]);
  expect(Object.keys(answer.service ?? {})).toEqual(['id', 'name', 'role']);
  expect(Object.keys(answer.operator ?? {})).toEqual(['name', 'countries', 'parent']);
  expect(Object.keys(answer.network ?? {})).toEqual(['asn', 'name', 'operator']);
  expect(Object.keys(answer.location)).toEqual(['country', 'certainty', 'candidates']);
  for (const exposure of answer.exposures) {
    expect(Object.keys(exposure)).toEqual(['jurisdiction', 'through', 'certainty', 'regimes']);
  }
});

test('every regime that is named can compel somebody', async () => {
  const { regimes } = shippedCatalogue();
  const { answers } = await ask('discord.com', 'qos-america.agoralab.co', '43.157.0.1', '8.128.0.1');
  const named = answers.flatMap(({ exposures }) => exposures.flatMap((exposure) => exposure.regimes));
  expect(named.length).toBeGreaterThan(20);
  for (const id of named) {
    expect(['power', 'duty']).toContain(regimes[id]?.role);
    expect(['yes', 'partly']).toContain(regimes[id]?.inForce);
  }
});

for (const [query, host, ip] of [
  ['::ffff:43.157.0.1', null, '43.157.0.1'],
  ['::FFFF:2B9D:0001', null, '43.157.0.1'],
  ['64:ff9b::2b9d:1', null, '43.157.0.1'],
  ['43.157.0.1.', null, '43.157.0.1'],
  ['43.157.0.1:4700', null, '43.157.0.1'],
  ['fe80::1%eth0', null, 'fe80::1'],
  ['[2606:4700:0:0::1]', null, '2606:4700::1'],
  ['[2606:4700::1]:443', null, '2606:4700::1'],
  ['::', null, '::'],
  ['DISCORD.com.', 'discord.com', null],
  [' discord.com ', 'discord.com', null],
  ['discord.com:443', 'discord.com', null],
  ['discord.com/channels/1?a=b', 'discord.com', null],
  ['https://ada:secret@discord.com:443/x?ip=1.2.3.4#y', 'discord.com', null],
  ['wss://43.157.0.1:4700/', null, '43.157.0.1'],
  ['http://[::1]:80/', null, '::1'],
  ['turn:turn.peerjs.com:3478?transport=udp', 'turn.peerjs.com', null],
  ['discord.com=[::1]', 'discord.com', '::1'],
  ['münchen.de', 'xn--mnchen-3ya.de', null],
  ['MÜNCHEN。de', 'xn--mnchen-3ya.de', null],
  ['xn--mnchen-3ya.de', 'xn--mnchen-3ya.de', null],
  ['_sip.discord.com', '_sip.discord.com', null],
  ['localhost', 'localhost', null],
  ['constructor', 'constructor', null],
  ['__proto__', '__proto__', null],
] as const) {
  test(`${JSON.stringify(query)} is read as ${host ?? ip}`, async () => {
    expect(await askOne(query)).toMatchObject({ query, host, ip });
  });
}

for (const query of ['0x7f.1', '0x7f000001', '127.1', '010.0.0.1', '2130706433', '１２７.0.0.1', 'http://0x7f.1/']) {
  test(`${query} is unknown with a reason: programs read it differently`, async () => {
    const { answers, code, err } = await ask(query);
    expect(code).toBe(0);
    expect(answers).toEqual([
      {
        query,
        host: null,
        ip: null,
        registrableDomain: null,
        service: null,
        operator: null,
        network: null,
        location: { country: null, certainty: 'unknown', candidates: [] },
        exposures: [],
      },
    ]);
    expect(err).toContain('ambiguous');
    expect((await earshot('where', query)).out).toContain('ambiguous');
  });
}

test('a host at an address in doubt is answered for the host', async () => {
  const { answers, code } = await ask('discord.com=0x7f.1');
  expect(code).toBe(0);
  expect(answers).toMatchObject([{ host: 'discord.com', ip: null, location: { certainty: 'unknown' } }]);
});

for (const query of [
  '',
  '  ',
  'hello world',
  '256.1.1.1',
  '1.2.3.4.5',
  '99999999999',
  '::g',
  '[::1',
  '1:2:3',
  'a..b',
  '.',
  '-x',
  'x-.com',
  'xn--a',
  '%00',
  'ada@discord.com',
  '43.157.0.0/16',
  'https://',
  'discord.com=banana',
  'discord.com=',
  '=1.2.3.4',
  '1.2.3.4=1.2.3.4',
  'a=b=c',
  'a\u001b[31m.com',
  `${'a'.repeat(64)}.com`,
  `${'a.'.repeat(150)}com`,
  'x'.repeat(100_000),
]) {
  test(`${JSON.stringify(query.slice(0, 40))} is neither host nor address: one sentence, and the others are answered`, async () => {
    const { answers, code, err } = await ask('discord.com', query, '192.168.1.1');
    expect(code).toBe(2);
    expect(answers.map((answer) => answer.query)).toEqual(['discord.com', '192.168.1.1']);
    expect(err).toMatch(/^earshot where: ".*" is neither a host nor an address: [^\n]+\.\n$/s);
    expect(err.match(/\n/g)).toHaveLength(1);
    expect(err).not.toMatch(/(?!\n)\p{Cc}/u);
  });
}

test('people read names with codes, both seats, each certainty and source, and what not to conclude', async () => {
  const { out, err, code } = await earshot('where', 'qos-america.agoralab.co', '43.157.0.1', '104.16.0.1');
  expect({ err, code }).toEqual({ err: '', code: 0 });
  for (const text of [
    'seat: United States (US) – Agora Lab, Inc.',
    'seat: China (CN) – Shengwang half in Shanghai',
    'https://www.sec.gov/Archives/edgar/data/1802883/000119312522125157/R8.htm',
    'China (CN): through the operator’s seat (certain), through the parent company’s seat',
    'European Union (EU): through where the server stands (fairly certain)',
    'Germany (DE)',
    'no country: one address answers from many places (anycast)',
    'Tencent (Tencent Holdings Limited) · well known, not re-read',
    'seat: China (CN) – Shenzhen; the holding is registered in the Cayman Islands · well known, not re-read',
    'Foreign Intelligence Surveillance Act s. 702 (partly in force)',
    'CALEA (binds telecommunications carriers)',
    'National Intelligence Law, 2017, am. 2018 · this law: certain',
    'Caution: News of 2021 cites "Article 10" and "Article 14".',
    'Another view: Jeremy Daum',
    'Status: statutory authority lapsed 2026-06-12',
    'could be compelled, not that they were',
    'DB-IP https://db-ip.com (2026-06-01, CC BY 4.0)',
  ]) {
    expect(out.replaceAll(/\n +/g, ' ')).toContain(text);
  }
  const long = out.split('\n').filter((line) => line.length > 100 && !/^\s*\S+$/.test(line));
  expect(long).toEqual([]);
});

test('what nobody re-read is not called certain anywhere', async () => {
  const { out } = await earshot('where', 'discord.com');
  const flat = out.replaceAll(/\n +/g, ' ');
  expect(flat).toContain('Discord: voice chat · well known, not re-read');
  expect(flat).toContain('Discord Inc. · well known, not re-read');
  expect(flat).toContain('through the operator’s seat (fairly certain)');
  expect(flat.split('The laws named above')[0]).not.toContain('(certain)');
  // No carrier, so not bound as one.
  expect(flat).not.toContain('CALEA');
});

test('what is in doubt of a law stands with the law, apart from its reach', async () => {
  const { out } = await earshot('where', 'discord.com=43.157.0.1');
  const flat = out.replaceAll(/\n +/g, ' ');
  expect(flat).toContain('this law: certain, read earlier, not read again');
  expect(flat).toContain('this law: certain, a summary of the articles was read');
  expect(flat).not.toContain('European Investigation Order');
  expect(flat).not.toContain('Personal Information Protection Law');
});

test('what was told of a company is not told again', async () => {
  const { out } = await earshot('where', 'qos-america.agoralab.co', 'webrtc2-ap-web-1.agora.io');
  expect(out.split('Shengwang half in Shanghai')).toHaveLength(2);
  expect(out).toContain('Agora Lab, Inc. / Shengwang: United States (US), China (CN); see above');
});

test('--laws spells every law out, with its name in the original language and how it was checked', async () => {
  const { out } = await earshot('where', '--laws', '8.128.0.1');
  expect(out).toContain('中华人民共和国国家情报法');
  expect(out).toContain('Articles: Art. 7');
  expect(out.replaceAll(/\n +/g, ' ')).toContain('Checked 2026-11-22: the articles were read.');
  expect((await earshot('where', '8.128.0.1')).out).not.toContain('Articles:');
});

test('a URL tells the software that runs there, and nobody is blamed for it', async () => {
  const { out } = await earshot('where', 'wss://rtc.club.example/rtc/v1?access_token=x');
  expect(out).toContain('LiveKit: signalling, by the shape of the URL');
  expect(out).toContain('not known: whoever has club.example runs it');
  expect(out).not.toContain('LiveKit, Inc.');
});

test('a hosting platform can be compelled, and is not to blame for what its customers put there', async () => {
  const { out } = await earshot('where', 'club.vercel.app');
  expect(out).toContain('Vercel Inc.');
  expect(out).toContain('whose club.vercel.app is does not follow');
});

test('without a query, or with an option that there is not, it says how to ask', async () => {
  for (const args of [[], ['--jsno', 'discord.com']]) {
    const { code, out, err } = await earshot('where', ...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('usage: earshot where');
  }
  expect(await earshot('where', '--help')).toMatchObject({ code: 0, err: '', out: expect.stringContaining('usage') });
});
