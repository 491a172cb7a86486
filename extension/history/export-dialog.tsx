import { useEffect, useRef, useState } from 'preact/hooks';
import type { ExportScope } from '../../background/tell/export/exported.ts';
import { type ExportFormat, exportFormats } from '../../background/tell/export/name.ts';
import { saveExport } from '../../background/tell/export/save.ts';
import type { HistoryView } from '../../background/tell/history.ts';
import type { HistoryFilter, VisitRow } from '../model/history.ts';
import { text } from '../ui/words.ts';
import { Dialog } from './dialog.tsx';
import { atPace, Progress } from './progress.tsx';
import { type SomeVisits, WhichVisits } from './which-visits.tsx';

interface Props {
  view: HistoryView;
  all: readonly VisitRow[];
  /** What the filter leaves; null where there is none. */
  shown: readonly VisitRow[] | null;
  selected: readonly VisitRow[];
  onClose: () => void;
  tell: (words: string) => void;
}

interface Choice extends SomeVisits {
  scope: ExportScope;
  filter: HistoryFilter;
}

type State = { is: 'asking' } | { is: 'writing'; done: number; of: number } | { is: 'failed' };

const formatKeys: Record<ExportFormat, { name: string; what: string }> = {
  json: { name: 'exportJson', what: 'exportJsonWhat' },
  ndjson: { name: 'exportNdjson', what: 'exportNdjsonWhat' },
  csv: { name: 'exportCsv', what: 'exportCsvWhat' },
  html: { name: 'exportHtml', what: 'exportHtmlWhat' },
};

/** What to take along and in which form; how far that is, and a way to stop it. */
export function ExportDialog({ view, all, shown, selected, onClose, tell }: Props) {
  const choices = choicesFor(all, shown, selected);
  const [name, setName] = useState(() => choices[0]?.name);
  const [format, setFormat] = useState<ExportFormat>('json');
  const [state, setState] = useState<State>({ is: 'asking' });
  const ending = useRef<AbortController | null>(null);
  useEffect(() => () => ending.current?.abort(), []);
  const choice = choices.find((one) => one.name === name) ?? choices[0];
  if (!choice) return null;

  async function write({ scope, filter, visits }: Choice): Promise<void> {
    const abort = new AbortController();
    ending.current = abort;
    setState({ is: 'writing', done: 0, of: visits });
    try {
      await saveExport(
        view,
        { format, scope, filter },
        {
          signal: abort.signal,
          progress: atPace((done, of) => setState({ is: 'writing', done, of })),
        },
      );
      tell(text('exportDone', [visits], visits));
      onClose();
    } catch {
      setState(abort.signal.aborted ? { is: 'asking' } : { is: 'failed' });
    }
  }

  const writing = state.is === 'writing';
  return (
    <Dialog title={text('exportTitle')} onClose={onClose}>
      <form method="dialog">
        {choices.length === 1 && <p>{text('exportOnly', [choice.words, choice.visits], choice.visits)}</p>}
        {choices.length > 1 && (
          <WhichVisits
            legend={text('exportWhat')}
            choices={choices}
            chosen={choice}
            disabled={writing}
            onChoose={setName}
          />
        )}
        <fieldset class="options" disabled={writing}>
          <legend>{text('exportAs')}</legend>
          {exportFormats.map((one) => (
            <label key={one} class="option">
              <input type="radio" name="format" value={one} checked={one === format} onChange={() => setFormat(one)} />
              <span>
                <b>{text(formatKeys[one].name)}</b>
                <span class="what">{text(formatKeys[one].what)}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <p class="dim">{text('exportMasked')}</p>
        {state.is === 'failed' && (
          <p class="problem" role="alert">
            {text('exportFailed')}
          </p>
        )}
        {writing && (
          <Progress
            id="export-progress"
            words={text('exportProgress', [state.done, state.of])}
            done={state.done}
            of={state.of}
          />
        )}
        <div class="dialog-acts">
          {writing ? (
            <button type="button" class="plain" onClick={() => ending.current?.abort()}>
              {text('exportStop')}
            </button>
          ) : (
            <>
              <button type="submit" class="plain">
                {text('historyCancel')}
              </button>
              <button type="button" class="button" onClick={() => void write(choice)}>
                {text('exportDo')}
              </button>
            </>
          )}
        </div>
      </form>
    </Dialog>
  );
}

function choicesFor(
  all: readonly VisitRow[],
  shown: readonly VisitRow[] | null,
  selected: readonly VisitRow[],
): Choice[] {
  const choices: Choice[] = [];
  const some = (name: string, words: string, rows: readonly VisitRow[]) => {
    const filter: HistoryFilter = { ids: rows.map(({ id }) => id) };
    choices.push({ name, words, visits: rows.length, scope: scopeOf(rows, all), filter });
  };
  if (selected.length > 0) some('selected', text('exportSelected'), selected);
  if (shown !== null && shown.length > 0) some('shown', text('exportShown'), shown);
  if (all.length > 1 || choices.length === 0)
    choices.push({
      name: 'everything',
      words: text('historyEverything'),
      visits: all.length,
      scope: { what: 'everything' },
      filter: {},
    });
  return choices;
}

/** What a file with these visits is called: one visit, all of one site, or some of all. */
function scopeOf(rows: readonly VisitRow[], all: readonly VisitRow[]): ExportScope {
  const [first] = rows;
  if (!first) return { what: 'selection' };
  const { site } = first;
  if (rows.length === 1) return { what: 'visit', site };
  const whole = rows.every((row) => row.site === site) && all.filter((row) => row.site === site).length === rows.length;
  return whole ? { what: 'site', site } : { what: 'selection' };
}
