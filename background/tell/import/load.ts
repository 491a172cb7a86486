import { fingerprintOf, loadSecret } from '../../remember/secret.ts';
import { loadSettings } from '../../remember/settings.ts';
import { commandHistory, type HistoryView } from '../history.ts';
import { type Imported, importExport } from './import.ts';

const dayLong = 86_400_000;

/** Bytes of a file that were read, of all of it. */
export type FileProgress = (done: number, of: number) => void;

/**
 * Takes a file that the person has chosen into the history. For pages of the extension.
 *
 * @throws ImportProblem, with a sentence for the person; the signal's reason where it was ended
 */
export async function importFile(
  view: HistoryView,
  file: Blob,
  { signal, progress }: { signal?: AbortSignal; progress?: FileProgress } = {},
): Promise<Imported> {
  const { days } = (await loadSettings()).history;
  const into = {
    kept: (id: string) => view.keptVisit(id),
    command: commandHistory,
    key: await fingerprintOf(await loadSecret()),
    keptSince: days === null ? null : Date.now() - days * dayLong,
  };
  return importExport(chunksOf(file, progress), into, signal);
}

/** Not every browser lets a stream be iterated. */
async function* chunksOf(file: Blob, progress?: FileProgress): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader();
  let done = 0;
  progress?.(done, file.size);
  try {
    for (;;) {
      const { done: ended, value } = await reader.read();
      if (ended) return;
      yield value;
      done += value.length;
      progress?.(done, file.size);
    }
  } finally {
    await reader.cancel();
  }
}
