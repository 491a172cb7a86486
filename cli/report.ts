/** `earshot report`: an export, as people read it. */
import { createReadStream } from 'node:fs';
import { parseArgs } from 'node:util';
import type { ExportedVisit, ExportHead } from '../background/tell/export/exported.ts';
import { type Exportable, exportableOf } from '../background/tell/export/exported.ts';
import { htmlOf } from '../background/tell/export/html/html.ts';
import type { Language } from '../background/tell/export/html/words.ts';
import { ImportProblem } from '../background/tell/import/problem.ts';
import { readExport } from '../background/tell/import/read.ts';
import { reportOf } from '../background/tell/report.ts';
import type { DataState } from '../extension/model/report.ts';
import type { Command, Io } from './command.ts';
import type { Data } from './data.ts';
import { languageNamed } from './languages.ts';
import { renderReport } from './render.ts';
import { say } from './words.ts';

const usage = `usage: earshot report FILE [--html [--language LANGUAGE]]

Says what an export of Earshot tells: JSON or NDJSON, of one visit or of many.

  FILE      the export; - for standard input
  --html    a report to print and to hand on, as one file; else text, in English
  --language LANGUAGE
            in which that report is written, such as fa or zh-CN; else English

Conclusions are drawn anew from what was seen, by the facts of this version.`;

export const report: Command = {
  name: 'report',
  async run(args, io) {
    let options: { values: { html?: boolean; language?: string; help?: boolean }; positionals: string[] };
    try {
      options = parseArgs({
        args: [...args],
        options: { html: { type: 'boolean' }, language: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
        allowPositionals: true,
      });
    } catch (error) {
      io.err(`earshot report: ${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
      return 2;
    }
    const { values, positionals } = options;
    if (values.help) {
      io.out(usage);
      return 0;
    }
    const [file] = positionals;
    if (file === undefined || positionals.length > 1 || (values.language !== undefined && !values.html)) {
      io.err(usage);
      return 2;
    }
    let language: Language;
    try {
      language = await languageNamed(values.language ?? 'en');
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      io.err(`earshot report: ${error.message}`);
      return 2;
    }
    const data = await io.data();
    const state = stateOf(data);
    try {
      const visits = exportables(file, data, state);
      await (values.html ? writeHtml(visits, state, language, io) : writeText(visits, state, io));
      return 0;
    } catch (error) {
      if (!(error instanceof ImportProblem)) throw error;
      io.err(harmless(`earshot report: ${file}: ${say(error.phrase)}`));
      return 1;
    }
  },
};

async function* exportables(file: string, { catalogue }: Data, state: DataState): AsyncGenerator<Exportable> {
  const input = file === '-' ? process.stdin : createReadStream(file);
  for await (const { key, kept } of readExport(input)) {
    yield exportableOf({ ...kept, imported: null }, key, (visit) => reportOf(visit, catalogue, state));
  }
}

async function writeHtml(
  visits: AsyncIterable<Exportable>,
  data: DataState,
  language: Language,
  io: Io,
): Promise<void> {
  const head: ExportHead = {
    exportedAt: new Date(io.now()).toISOString(),
    by: { name: 'Earshot', version: io.version },
    scope: { what: 'selection' },
    data,
  };
  for await (const text of htmlOf(head, visits, language)) io.out(text);
}

async function writeText(visits: AsyncIterable<Exportable>, data: DataState, io: Io): Promise<void> {
  let count = 0;
  for await (const { exported, laws } of visits) {
    count++;
    io.out(`${whenOf(exported)}\n${harmless(renderReport({ ...exported.report, laws, data })).trimStart()}\n`);
  }
  if (count === 0) io.out(say({ key: 'paperNoVisits' }));
  else io.out(say({ key: 'dataCatalogue', values: [data.catalogue?.date ?? ''] }));
}

/** UTC, as all times of an export. */
function whenOf({ visit }: ExportedVisit): string {
  const minute = (time: number) => new Date(time).toISOString().slice(0, 16).replace('T', ' ');
  return `${minute(visit.startedAt)} to ${minute(visit.lastAt)} UTC`;
}

/** A file may hold characters that a terminal obeys, and some that turn the order of the others round. */
const harmless = (text: string) => text.replace(/[^\P{Cc}\n]|[\u202A-\u202E\u2066-\u2069]/gu, '·');

function stateOf({ catalogue, networks }: Data): DataState {
  const { about, problems } = networks;
  return {
    catalogue: { date: catalogue.date },
    networks: about && { ...about },
    problems: problems.map(({ file }) => ({ key: 'problemNetworkData', values: [file] })),
  };
}
