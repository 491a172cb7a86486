import { expect, test } from 'playwright/test';
import * as v from 'valibot';
import { classifyObservation } from '../../background/classify/index.ts';
import { takeIn } from '../../background/remember/media.ts';
import { openVisit, record } from '../../background/remember/visits.ts';
import type { ExportTask } from '../../background/tell/export/stream.ts';
import { exportOf } from '../../background/tell/export/stream.ts';
import { type ImportInto, importExport } from '../../background/tell/import/import.ts';
import { ImportProblem } from '../../background/tell/import/problem.ts';
import { readExport } from '../../background/tell/import/read.ts';
import type { ReadVisit } from '../../background/tell/import/restore.ts';
import type { HistoryAnswer, HistoryCommand, KeptVisit } from '../../extension/model/history.ts';
import { readKeptVisit } from '../../extension/model/kept-visit.ts';
import type { Observation } from '../../extension/model/observation.ts';
import { probeEvent } from '../../extension/model/probe-event.ts';
import {
  circumstances,
  foreignKey,
  historyOfVisits,
  inEnglish,
  keptVisit,
  ownKey,
  textOf,
} from '../support/kept-visits.ts';

const formats = ['json', 'ndjson'] as const;
type Format = (typeof formats)[number];

const written = (format: Format, make: (number: number) => KeptVisit = keptVisit, count = 3) => {
  const task: ExportTask = { format, scope: { what: 'everything' }, filter: {} };
  return textOf(exportOf(historyOfVisits(count, make), task, circumstances));
};

/** In pieces that end anywhere, also within a character. */
async function* bytesOf(text: string, size = 997): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

async function read(text: string, size?: number): Promise<ReadVisit[]> {
  const visits: ReadVisit[] = [];
  for await (const visit of readExport(bytesOf(text, size))) visits.push(visit);
  return visits;
}

/** The values of either format; the order of an object's members says nothing. */
function valuesOf(text: string): unknown[] {
  const values = text.startsWith('{"format"') ? [text] : text.trimEnd().split('\n');
  return values.map((value) => {
    const read = JSON.parse(value) as { rest?: string | null };
    return read.rest ? { ...read, rest: JSON.parse(read.rest) as unknown } : read;
  });
}

/** The sentence with which a text is refused. */
async function refusal(text: string): Promise<string> {
  try {
    await read(text);
  } catch (error) {
    if (error instanceof ImportProblem) return inEnglish.say(error.phrase);
    throw error;
  }
  throw new Error('It was not refused.');
}

/** A history in memory that answers as the background does, and holds what an import brings apart until its end. */
class Memory implements ImportInto {
  readonly visits = new Map<string, KeptVisit>();
  readonly heard: string[] = [];
  #coming: KeptVisit[] = [];
  key = ownKey;
  keptSince: number | null = null;

  async kept(id: string): Promise<KeptVisit | null> {
    return this.visits.get(id) ?? null;
  }

  async command(command: HistoryCommand): Promise<HistoryAnswer> {
    this.heard.push(command.command);
    if (command.command === 'begin-import') return { done: true, visits: 0, import: 'one' };
    if (command.command === 'import-visits') {
      for (const value of structuredClone(command.visits)) {
        const it = readKeptVisit(value);
        if ('wrong' in it) throw new Error(it.wrong);
        this.#coming.push(it.kept);
      }
      return { done: true, visits: command.visits.length, known: 0 };
    }
    if (command.command === 'end-import' && command.keep) {
      const came = this.#coming.splice(0);
      for (const one of came) this.visits.set(one.visit.id, one);
      return { done: true, visits: came.length };
    }
    this.#coming = [];
    return { done: true, visits: 0 };
  }
}

for (const format of formats) {
  test(`what was exported as ${format} and taken into an empty history is exported the same again`, async () => {
    const text = await written(format);
    const memory = new Memory();
    expect(await importExport(bytesOf(text), memory)).toEqual({
      visits: 3,
      known: 0,
      different: 0,
      foreign: 0,
      old: 0,
    });
    const [a, b, c] = [...memory.visits.values()];
    const again = await written(format, (number) => [a, b, c][number] ?? keptVisit());
    expect(valuesOf(again)).toEqual(valuesOf(text));
  });

  test(`it does not matter where the pieces of a ${format} file end`, async () => {
    const text = await written(format, keptVisit, 1);
    const whole = await read(text, text.length * 4);
    expect(whole).toHaveLength(1);
    for (const size of [1, 2, 3, 61]) expect(await read(text, size)).toEqual(whole);
  });

  test(`taken in a second time, a ${format} file brings nothing new`, async () => {
    const memory = new Memory();
    await importExport(bytesOf(await written(format)), memory);
    const before = [...memory.visits.values()];
    expect(await importExport(bytesOf(await written(format)), memory)).toMatchObject({
      visits: 0,
      known: 3,
      different: 0,
    });
    expect([...memory.visits.values()]).toEqual(before);
  });

  test(`a visit that is there with other contents stays as it is, and is told (${format})`, async () => {
    const memory = new Memory();
    memory.visits.set(keptVisit(1).visit.id, keptVisit(1, 20));
    expect(await importExport(bytesOf(await written(format)), memory)).toMatchObject({
      visits: 2,
      known: 0,
      different: 1,
    });
    expect(memory.visits.get(keptVisit(1).visit.id)).toEqual(keptVisit(1, 20));
  });

  test(`digests of another install stay as they are and are marked (${format})`, async () => {
    const memory = new Memory();
    memory.key = foreignKey;
    expect(await importExport(bytesOf(await written(format)), memory)).toMatchObject({ visits: 3, foreign: 3 });
    const [first] = memory.visits.values();
    expect(first?.imported?.key).toBe(ownKey);
    const digests = (kept: KeptVisit | undefined) =>
      Object.values(kept?.visit.contacts['qos-america.agoralab.co']?.findings ?? {}).map(({ digest }) => digest);
    expect(digests(first)).toEqual(digests(keptVisit(0)));
    expect(digests(first).length).toBeGreaterThan(0);
  });
}

test('a visit that stands in a file twice is taken in and counted once', async () => {
  const memory = new Memory();
  memory.key = foreignKey;
  const text = await written('ndjson');
  const other = await written('ndjson', (number) => keptVisit(number, 20), 1);
  expect(await importExport(bytesOf(text + text + other), memory)).toEqual({
    visits: 3,
    known: 3,
    different: 1,
    foreign: 3,
    old: 0,
  });
});

test('visits that are older than visits are kept are taken in and counted, so that it can be said', async () => {
  const memory = new Memory();
  // The visits are a day apart.
  memory.keptSince = keptVisit(1).visit.lastAt;
  expect(await importExport(bytesOf(await written('ndjson')), memory)).toMatchObject({ visits: 3, old: 1 });
});

test('a JSON file that another program has laid out anew is read as before', async () => {
  const text = await written('json');
  expect((await read(JSON.stringify(JSON.parse(text), null, 2))).map(({ kept }) => kept)).toEqual(
    (await read(text)).map(({ kept }) => kept),
  );
  expect(await read(JSON.stringify(JSON.parse(text)))).toHaveLength(3);
});

test('a wrong word in a row is refused with its line, its column, and what may stand there', async () => {
  const lines = (await written('ndjson')).split('\n');
  const at = lines.findIndex((line) => line.includes('"row":"finding"'));
  lines[at] = (lines[at] ?? '').replace('"kind":"user-id"', '"kind":"shoe-size"');
  expect(await refusal(lines.join('\n'))).toMatch(
    new RegExp(`^line ${at + 1}: kind: expected \\("user-id" \\| .*\\), found "shoe-size"$`),
  );
});

test('a wrong word in a JSON export is refused with the line of its visit and the way to it', async () => {
  const text = (await written('json')).replace(/"certainty":"anycast"/, '"certainty":"guessed"');
  expect(await refusal(text)).toMatch(
    /^line 3: visits\.0\.visit\.contacts\.rooms\.example\.addresses\.0\.location\.certainty: expected \(.*\), found "guessed"$/,
  );
});

test('after a wrong line nothing of the file is kept', async () => {
  for (const format of formats) {
    const text = await written(format);
    const memory = new Memory();
    const broken =
      format === 'json' ? text.slice(0, -2) : text.replace(/"row":"finding"(?=[^\n]*\n$)/, '"row":"fnding"');
    expect(broken).not.toBe(text);
    await expect(importExport(bytesOf(broken), memory)).rejects.toThrow(ImportProblem);
    expect(memory.visits.size, format).toBe(0);
    expect(memory.heard.at(-1)).toBe('end-import');
  }
});

test('an import that is ended by the person keeps nothing', async () => {
  const memory = new Memory();
  const stop = new AbortController();
  async function* slowly(text: string) {
    for await (const chunk of bytesOf(text)) {
      yield chunk;
      stop.abort(new Error('no more'));
    }
  }
  await expect(importExport(slowly(await written('ndjson')), memory, stop.signal)).rejects.toThrow('no more');
  expect(memory.visits.size).toBe(0);
});

const head = '{"format":"earshot-export","version":1,"visits":[';

test('a file that was cut off between two of its lines is refused, and so is one from which rows were taken', async () => {
  const lines = (await written('ndjson', keptVisit, 2)).trimEnd().split('\n');
  const begins = lines.flatMap((line, at) => (line.includes('"row":"visit"') ? at : []));
  expect(begins).toHaveLength(2);
  for (let kept = (begins[0] ?? 0) + 1; kept < lines.length; kept++) {
    // What is left of a file that ends with a visit is whole visits.
    if (begins.includes(kept)) continue;
    const cut = lines.slice(0, kept).join('\n');
    expect(await refusal(cut), cut.slice(-200)).toMatch(
      /^line \d+: (?:destinations|findings): expected \d+, found \d+$/,
    );
  }
  const finding = lines.findIndex((line) => line.includes('"row":"finding"'));
  expect(await refusal(lines.filter((_, at) => at !== finding).join('\n'))).toMatch(/^line 2: findings: expected/);
});

test('what a hostile page asks for, however long its names are, can be exported and imported again', async () => {
  const open = openVisit('hostile-names', 1, 'rooms.example', 'microphone', 1000);
  open.visit.private = false;
  open.visit.microphone = { state: 'on', since: 1000 };
  const long = `${'a.'.repeat(2000)}example`;
  const context = { catalogue: null, site: 'rooms.example', known: [], secret: new Uint8Array(32) };
  const observe = (observation: Observation) => record(open, observation, classifyObservation(observation, context));
  for (const url of [`https://${long}/`, `wss://${long}:99/x`, 'https://rooms.example/'])
    observe({ what: 'request', url, at: 2000, type: 'xmlhttprequest', method: 'GET', body: { state: 'none' } });
  const bytes = {
    type: 'audio/webm',
    length: 3,
    base64: 'AAAA',
    cut: false,
    method: 'POST',
    by: 'fetch',
    from: 'blob',
  };
  const events = [
    {
      what: 'connection',
      connection: 3,
      relayOnly: false,
      insertable: false,
      iceServers: [{ urls: ['stun:\u202Emoc.stun', `stun:${'s'.repeat(300)}`, 'stun:stun.example'], username: null }],
    },
    { what: 'socket', socket: 1, url: `wss://${long}/`, protocols: [] },
    { what: 'web-transport', transport: 2, url: `https://${long}/` },
    { what: 'worker', kind: 'dedicated', url: `https://${long}/` },
    { what: 'body', url: `https://${long}/`, ...bytes },
    { what: 'body', url: `${'x'.repeat(99)}://h.example/`, ...bytes },
    { what: 'body', url: 'https://h.example/', ...bytes },
  ];
  for (const event of events) {
    const { sent } = takeIn(open, 0, v.parse(probeEvent, { at: 3000, ...event }), 3000);
    for (const observation of sent) observe(observation);
  }
  const { visit } = open;
  expect(Object.keys(visit.contacts).sort()).toEqual(['h.example', 'rooms.example']);
  expect(Object.keys(visit.media?.uploads ?? {})).toEqual(['h.example']);
  expect(Object.values(visit.blindSpots)).toContainEqual({ what: { key: 'blindMalformedUrl' }, host: null, count: 3 });
  const servers = Object.values(visit.media?.connections ?? {}).flatMap(({ iceServers }) => iceServers);
  expect(servers.map(({ host }) => host)).toEqual(['stun.example']);
  for (const format of formats) {
    const [one] = await read(await written(format, () => ({ visit, fired: [], imported: null }), 1));
    expect(one?.kept.visit.contacts, format).toEqual(visit.contacts);
  }
});

test('what is no export is refused in a sentence that says why', async () => {
  const cases: [string, RegExp][] = [
    ['', /^the file is empty$/],
    ['\n \n', /^the file is empty$/],
    ['hello', /^line 1: this is not JSON$/],
    ['{"row":"visit"}', /^this is no export of Earshot/],
    ['{"log":{"entries":[]}}', /^this is no export of Earshot/],
    ['[]', /^line 1: this is not JSON$/],
    ['{"format":"earshot-export","version":2,"visits":[{}]}', /has form 2, which a later version/],
    ['{"format":"earshot-export","version":"1","visits":[{}]}', /^line 1: version: expected 1, found "1"$/],
    ['{"visits":[{}],"format":"earshot-export","version":1}', /^this is no export of Earshot/],
    [`${head}`, /^line 1: the file ends too early$/],
    [`${head}]`, /^line 1: the file ends too early$/],
    [`${head}{}]}`, /^line 1: visits\.0\.key: expected/],
    [`${head}\n{"a":1}\n{"b":2}]}`, /^line \d: /],
    [`${head},]}`, /^line 1: this is not JSON$/],
    [`${head}]} x`, /^line 1: this is not JSON$/],
    [`${head}],"visits":[]}`, /^line 1: this is not JSON$/],
    [`{"format":"earshot-export","version":1,"visits":{}}`, /^line 1: visits: expected Array, found Object$/],
  ];
  for (const [text, wanted] of cases) expect(await refusal(text), text).toMatch(wanted);
});

test('a file that is no text is refused', async () => {
  async function* bytes() {
    yield new Uint8Array([0x7b, 0xff, 0xfe, 0x00]);
  }
  await expect(readExport(bytes()).next()).rejects.toMatchObject({ what: { key: 'importNotText' } });
});

test('rows that belong to no visit above them, and findings without their destination, are refused', async () => {
  const lines = (await written('ndjson')).trimEnd().split('\n');
  const visitAt = lines.findIndex((line) => line.includes('"row":"visit"'));
  expect(await refusal(lines.filter((_, at) => at !== visitAt).join('\n'))).toBe(
    'line 2: this row belongs to no visit above it',
  );
  const lost = lines.findIndex(
    (line) => line.includes('"row":"destination"') && line.includes('"host":"rooms.example"'),
  );
  expect(await refusal(lines.filter((_, at) => at !== lost).join('\n'))).toBe(
    `line ${lost + 1}: the row of the destination rooms.example is missing above this one`,
  );
});

test('a file cannot put anything under a name that would be more than a name to a program', async () => {
  const text = await written('json', keptVisit, 1);
  const evil = text.replaceAll('"silent.example"', '"__proto__"');
  expect(evil).not.toBe(text);
  const [harmless] = await read(evil);
  expect(Object.keys(harmless?.kept.visit.contacts ?? {})).not.toContain('__proto__');
  expect(Object.getPrototypeOf(harmless?.kept.visit.contacts)).toBe(Object.prototype);
  const rows = (await written('ndjson', keptVisit, 1)).replaceAll('"silent.example"', '"__proto__"');
  await expect(read(rows)).rejects.toThrow(ImportProblem);
  const polluting = (await written('ndjson', keptVisit, 1)).replaceAll(
    '"rest":"{',
    '"rest":"{\\"__proto__\\":{\\"evil\\":1},',
  );
  const [visit] = await read(polluting);
  expect(Reflect.get({}, 'evil')).toBeUndefined();
  expect(visit?.kept.visit).not.toHaveProperty('evil');
  expect(Object.getPrototypeOf(visit?.kept.visit)).toBe(Object.prototype);
});

test('depth, length and number have bounds, and to reach one costs no more than to read so far', async () => {
  const deep = '['.repeat(1_000_000);
  expect(await refusal(`${head}{"key":${deep}`)).toBe('line 1: this is nested deeper than any export has it');
  expect(await refusal(`{"row":"export","rest":${deep}\n`)).toBe(
    'line 1: this is nested deeper than any export has it',
  );
  const long = 'x'.repeat(17_000_000);
  expect(await refusal(`${head}{"key":"${long}`)).toBe('line 1: this is longer than any export has it');
  expect(await refusal(`{"row":"export",\n"rest":"${long}`)).toMatch(/^line [12]: this is/);
  // A text of quotes without an end is gone over once, and not once for each quote.
  expect(await refusal(`{"row":"export","x":"${'\\"'.repeat(4_000_000)}\n`)).toBe('line 1: this is not JSON');
});

test('a name that no host has, and that would turn the sentences around it round, is refused', async () => {
  for (const format of formats) {
    const text = await written(format, keptVisit, 1);
    for (const name of ['silent.example', 'rooms.example']) {
      const changed = text.replaceAll(`"${name}"`, `"\u202E${name}"`);
      expect(changed).not.toBe(text);
      await expect(read(changed), `${format} ${name}`).rejects.toThrow(ImportProblem);
    }
  }
});

test('times that are no dates, counts below nothing and texts beyond measure are refused', async () => {
  const text = await written('json', keptVisit, 1);
  for (const [from, to] of [
    [/"startedAt":\d+/, '"startedAt":1e300'],
    [/"requests":\d+/, '"requests":-1'],
    [/"masked":"[^"]+"/, `"masked":"${'m'.repeat(1000)}"`],
    [/"digest":"[^"]+"/, '"digest":"mei@example.org"'],
  ] as const) {
    const changed = text.replace(from, to);
    expect(changed).not.toBe(text);
    await expect(read(changed), String(from)).rejects.toThrow(ImportProblem);
  }
});
