import { useEffect, useRef, useState } from 'preact/hooks';
import type { HistoryView } from '../../background/tell/history.ts';
import type { Imported } from '../../background/tell/import/import.ts';
import { importFile } from '../../background/tell/import/load.ts';
import { ImportProblem } from '../../background/tell/import/problem.ts';
import { bytesOf, say, text } from '../ui/words.ts';
import { Dialog } from './dialog.tsx';
import { atPace, Progress } from './progress.tsx';

interface Props {
  view: HistoryView;
  onClose: () => void;
  tell: (words: string) => void;
}

type State =
  | { is: 'asking' }
  | { is: 'reading'; done: number; of: number }
  | { is: 'done'; result: Imported }
  | { is: 'refused'; why: string };

/** Takes an export in again: what was there stays, a file that is not in order changes nothing. */
export function ImportDialog({ view, onClose, tell }: Props) {
  const [file, setFile] = useState<File | null>(null);
  const [state, setState] = useState<State>({ is: 'asking' });
  const ending = useRef<AbortController | null>(null);
  useEffect(() => () => ending.current?.abort(), []);

  async function read(chosen: File): Promise<void> {
    const abort = new AbortController();
    ending.current = abort;
    setState({ is: 'reading', done: 0, of: chosen.size });
    try {
      const result = await importFile(view, chosen, {
        signal: abort.signal,
        progress: atPace((done, of) => setState({ is: 'reading', done, of })),
      });
      setState({ is: 'done', result });
      tell(text('importDone', [result.visits], result.visits));
    } catch (error) {
      if (abort.signal.aborted) setState({ is: 'asking' });
      else setState({ is: 'refused', why: error instanceof ImportProblem ? say(error.phrase) : text('importNotRead') });
    }
  }

  const reading = state.is === 'reading';
  return (
    <Dialog title={text('importTitle')} onClose={onClose}>
      <form method="dialog">
        <p>{text('importWhat')}</p>
        <div class="field">
          <label for="import-file">{text('importFile')}</label>
          <input
            id="import-file"
            type="file"
            accept=".json,.ndjson,application/json,application/x-ndjson"
            disabled={reading}
            onChange={({ currentTarget }) => {
              setFile(currentTarget.files?.[0] ?? null);
              setState({ is: 'asking' });
            }}
          />
        </div>
        {state.is === 'refused' && (
          <div class="note bad" role="alert">
            <p>
              <b>{text('importRefused')}</b>
            </p>
            <p>{state.why}</p>
          </div>
        )}
        {state.is === 'done' && <Result result={state.result} />}
        {reading && (
          <Progress
            id="import-progress"
            words={text('importProgress', [bytesOf(state.done), bytesOf(state.of)])}
            done={state.done}
            of={state.of}
          />
        )}
        <div class="dialog-acts">
          {reading ? (
            <button type="button" class="plain" onClick={() => ending.current?.abort()}>
              {text('exportStop')}
            </button>
          ) : (
            <>
              <button type="submit" class="plain">
                {text(state.is === 'done' ? 'importClose' : 'historyCancel')}
              </button>
              {state.is !== 'done' && (
                <button type="button" class="button" disabled={file === null} onClick={() => file && void read(file)}>
                  {text('importDo')}
                </button>
              )}
            </>
          )}
        </div>
      </form>
    </Dialog>
  );
}

function Result({ result: { visits, known, different, foreign, old } }: { result: Imported }) {
  return (
    <div class="note ok" role="status">
      <p>
        <b>{text('importDone', [visits], visits)}</b>
      </p>
      {known > 0 && <p>{text('importKnown', [known], known)}</p>}
      {different > 0 && <p>{text('importDifferent', [different], different)}</p>}
      {old > 0 && <p>{text('importOld', [old], old)}</p>}
      {foreign > 0 && <p>{text('importForeign', [foreign], foreign)}</p>}
    </div>
  );
}
