import { fingerprintOf, loadSecret } from '../../remember/secret.ts';
import { loadSettings } from '../../remember/settings.ts';
import type { HistoryView } from '../history.ts';
import { circumstancesNow } from './circumstances.ts';
import { type ExportSteps, type ExportTask, exportOf } from './stream.ts';

/**
 * Writes an export of the history and hands it to the browser as a download. For pages of the extension; needs no
 * permission.
 *
 * @throws the signal's reason, where it was ended; what the browser says, where it has no room for the file
 */
export async function saveExport(view: HistoryView, task: ExportTask, steps: ExportSteps = {}): Promise<void> {
  const [settings, secret] = await Promise.all([loadSettings(), loadSecret()]);
  const circumstances = await circumstancesNow(await fingerprintOf(secret), settings.language);
  const { name, type, chunks } = exportOf(view, task, circumstances, steps);
  // Both browsers put what comes through a stream on disk as it grows: 300 MB took 15 MB of memory in Chromium 156 and
  // 43 MB in Firefox 153. As parts of a `Blob` they took 586 MB and 291 MB.
  const failed: unknown[] = [];
  const body = streamOf(chunks, (error) => failed.push(error));
  const file = await new Response(body, { headers: { 'content-type': type } }).blob().catch((error: unknown) => {
    throw failed.length > 0 ? failed[0] : error;
  });
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads it after the click has returned, and a large one for some time.
  setTimeout(() => URL.revokeObjectURL(url), 600_000);
}

/** @param onError is told why the writing failed: a body that fails says only that it did */
function streamOf(chunks: AsyncGenerator<string>, onError: (error: unknown) => void): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      } catch (error) {
        onError(error);
        throw error;
      }
    },
    async cancel() {
      await chunks.return(undefined);
    },
  });
}
