import { expect, test } from 'playwright/test';
import { exportableOf } from '../../background/tell/export/exported.ts';
import { voiceSection } from '../../background/tell/export/html/voice.ts';
import { warningsSection } from '../../background/tell/export/html/warnings.ts';
import { Words } from '../../background/tell/export/html/words.ts';
import { rowsOf } from '../../background/tell/export/rows.ts';
import { type ExportTask, exportOf } from '../../background/tell/export/stream.ts';
import { languageNamed } from '../../cli/languages.ts';
import type { VoiceLeg } from '../../extension/model/report.ts';
import type { Concern } from '../../extension/model/settings.ts';
import { circumstances, historyOfVisits, inEnglish, keptVisit, ownKey, textOf } from '../support/kept-visits.ts';
import { report } from '../support/reports/parts.ts';
import { richReport } from '../support/reports/rich.ts';

const html: ExportTask = { format: 'html', scope: { what: 'everything' }, filter: {} };

test('a report to hand on tells nothing of what the person is concerned about, nor of their install', async () => {
  const worried: Concern = { preset: 'journalist', jurisdictions: ['US', 'CN'], properties: ['secrecy'] };
  const general = await textOf(exportOf(historyOfVisits(1), html, circumstances));
  expect(await textOf(exportOf(historyOfVisits(1, keptVisit, worried), html, circumstances))).toBe(general);
  expect(general).not.toContain(ownKey);
  for (const contact of Object.values(keptVisit().visit.contacts)) {
    for (const { digest } of Object.values(contact.findings)) expect(general).not.toContain(digest);
  }
  // The same concern does change what the person's own formats conclude.
  const json: ExportTask = { ...html, format: 'json' };
  expect(await textOf(exportOf(historyOfVisits(1, keptVisit, worried), json, circumstances))).not.toBe(
    await textOf(exportOf(historyOfVisits(1), json, circumstances)),
  );
});

test('a report names every source of law and data with its link, and the days of both', async () => {
  const source = historyOfVisits(1);
  const text = await textOf(exportOf(source, html, circumstances));
  const { laws } = source.reportOf(keptVisit());
  expect(Object.keys(laws).length).toBeGreaterThan(5);
  for (const { id, sources, checked } of Object.values(laws)) {
    expect(text).toContain(`id="${id}"`);
    expect(text).toContain(checked.date);
    for (const link of sources.join(' ').match(/https:\/\/[\w.-]+/g) ?? []) expect(text).toContain(`href="${link}`);
  }
  for (const wanted of ['href="https://db-ip.com"', 'CC-BY-4.0', '2026-06-01', 'Earshot 0.1.0', 'Nov 22, 2026']) {
    expect(text).toContain(wanted);
  }
});

test('a span says its day and its second once, in the digits of its language', async () => {
  const from = Date.UTC(2026, 10, 22, 12, 0, 0);
  const english = new Words(inEnglish);
  expect(english.span(from, from + 400)).toBe('Nov 22, 2026, 12:00:00');
  expect(english.span(from, from + 61_000)).toBe('Nov 22, 2026, 12:00:00 to 12:01:01');
  expect(english.span(from, from + 86_400_000)).toBe('Nov 22, 2026, 12:00:00 to Nov 23, 2026, 12:00:00');
  expect(new Words(await languageNamed('fa')).span(from, from + 61_000)).not.toMatch(/[0-9]/);
});

test('a host of which no company is known is named once', async () => {
  const { warnings, parties } = richReport();
  const [warning] = warnings;
  const [party] = parties;
  if (!warning || !party) throw new Error('Nothing to warn of.');
  const own = { ...party, id: 'cdn.example', name: 'cdn.example' };
  const about = (hosts: string[]) => {
    const it = {
      ...warning,
      party: own.id,
      hosts,
      title: { key: 'justText', values: [''] },
      detail: { key: 'justText', values: [''] },
    };
    return warningsSection({ warnings: [it], parties: [own], laws: {} }, new Words(inEnglish)).text;
  };
  expect(about(['cdn.example']).match(/<bdi>cdn\.example<\/bdi>/g)).toHaveLength(1);
  expect(about(['a.cdn.example', 'cdn.example']).match(/<bdi>cdn\.example<\/bdi>/g)).toHaveLength(2);
});

const leg: VoiceLeg = {
  id: '0.1',
  route: 'media-server',
  encryption: 'not-seen',
  party: 'agora',
  host: null,
  address: {
    ip: '101.132.8.4',
    network: { asn: 37963, name: 'Hangzhou Alibaba', operator: null },
    location: { country: 'CN', certainty: 'certain', candidates: ['CN'], note: null },
  },
  relay: { host: 'turn.agora.io', party: 'agora', transport: 'udp' },
  streams: 3,
  transport: 'udp',
  codecs: ['opus'],
  bytesSent: 480_000,
  bytesReceived: 1_900_000,
  since: Date.UTC(2026, 10, 22, 12),
  until: null,
  certainty: 'high',
  basis: [{ key: 'basisMicrophone' }],
};

test('every way that the voice took is in the report for people and in the rows', () => {
  const rich = richReport();
  const voice = { ...rich.voice, route: 'media-server' as const, legs: [leg] };
  const { text } = voiceSection({ ...rich, voice }, new Words(inEnglish));
  for (const wanted of [
    'Voice goes through a media server',
    'Agora',
    '101.132.8.4',
    'China (CN)',
    'turn.agora.io',
    '480 kB',
    '1.9 MB',
    'opus',
  ]) {
    expect(text).toContain(wanted);
  }
  const { exported } = exportableOf(keptVisit(), ownKey, () => report({ voice }));
  expect([...rowsOf(exported)].filter(({ row }) => row === 'leg')).toEqual([
    expect.objectContaining({
      party: 'agora',
      serverCountries: ['CN'],
      networks: ['AS37963 Hangzhou Alibaba'],
      route: 'media-server',
      relayHost: 'turn.agora.io',
      bytesSent: 480_000,
      lastAt: null,
    }),
  ]);
});
