/** A page of the extension that exports and imports as the history page does, for tests to talk to. */
import { saveExport } from '../../background/tell/export/save.ts';
import type { ExportTask } from '../../background/tell/export/stream.ts';
import { commandHistory, HistoryView } from '../../background/tell/history.ts';
import { importFile } from '../../background/tell/import/load.ts';
import { ImportProblem } from '../../background/tell/import/problem.ts';

/** Where the browser takes a download from, and under which name: noted as it is handed over. */
const handed: { name: string; file: Blob }[] = [];
const blobs = new Map<string, Blob>();
const createObjectURL = URL.createObjectURL.bind(URL);
URL.createObjectURL = (file: Blob) => {
  const url = createObjectURL(file);
  blobs.set(url, file);
  return url;
};
const { click } = HTMLAnchorElement.prototype;
HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
  const file = blobs.get(this.href);
  if (file) handed.push({ name: this.download, file });
  click.call(this);
};

export interface Desk {
  /** Exports, and reads what the browser was handed. */
  export(task: ExportTask): Promise<{ name: string; type: string; text: string; progress: [number, number][] }>;
  /** Exports until `after` visits are written. @returns what became of it */
  exportUntil(task: ExportTask, after: number): Promise<string>;
  import(text: string): Promise<{ imported: Awaited<ReturnType<typeof importFile>> } | { problem: string }>;
  deleteEverything(): Promise<void>;
  visits(): Promise<string[]>;
}

const view = await HistoryView.open();

const desk: Desk = {
  async export(task) {
    const progress: [number, number][] = [];
    await saveExport(view, task, { progress: (done, of) => progress.push([done, of]) });
    const { name, file } = handed.splice(0)[0] ?? { name: '', file: new Blob() };
    return { name, type: file.type, text: await file.text(), progress };
  },
  async exportUntil(task, after) {
    const stop = new AbortController();
    const progress = (done: number) => {
      if (done === after) stop.abort(new Error('stopped'));
    };
    return saveExport(view, task, { signal: stop.signal, progress }).then(
      () => 'written',
      (error: Error) => `${error.message}, ${handed.length} files`,
    );
  },
  async import(text) {
    try {
      return { imported: await importFile(view, new Blob([text])) };
    } catch (error) {
      if (error instanceof ImportProblem) return { problem: JSON.stringify(error.phrase) };
      throw error;
    }
  },
  async deleteEverything() {
    await commandHistory({ command: 'delete-history', deletion: { what: 'everything' } });
  },
  visits: async () => (await view.visits()).map(({ id }) => id),
};

Object.assign(globalThis, { desk });
