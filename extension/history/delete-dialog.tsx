import { useMemo, useState } from 'preact/hooks';
import { commandHistory } from '../../background/tell/history.ts';
import type { Deletion, VisitRow } from '../model/history.ts';
import { sentences, text } from '../ui/words.ts';
import { Dialog } from './dialog.tsx';
import { rangeOf } from './times.ts';
import { shortList } from './visit-row.tsx';
import { type SomeVisits, WhichVisits } from './which-visits.tsx';

interface Props {
  all: readonly VisitRow[];
  /** What the filter leaves; null where there is none. */
  shown: readonly VisitRow[] | null;
  selected: readonly VisitRow[];
  site: string | null;
  /** Nothing is offered but what is selected, and the site. */
  only?: boolean;
  onClose: () => void;
  onDeleted?: () => void;
  tell: (words: string) => void;
}

interface Choice extends SomeVisits {
  rows: readonly VisitRow[];
  deletion: Deletion;
}

const hour = 3_600_000;
const mostNamed = 6;

/** What to delete, what of it goes, and whether that is meant. */
export function DeleteDialog({ all, shown, selected, site, only = false, onClose, onDeleted, tell }: Props) {
  const choices = useMemo(() => choicesFor(all, shown, selected, site, only), [all, shown, selected, site, only]);
  const [name, setName] = useState(() => choices[0]?.name);
  const [state, setState] = useState<'asking' | 'deleting' | 'failed'>('asking');
  const choice = choices.find((one) => one.name === name) ?? choices[0];
  if (!choice) return null;

  async function remove({ deletion }: Choice): Promise<void> {
    setState('deleting');
    try {
      const answer = await commandHistory(deletionOf(deletion));
      if (!answer.done) throw new Error(answer.problem);
      tell(text('historyDeleted', [answer.visits], answer.visits));
      onDeleted?.();
      onClose();
    } catch {
      setState('failed');
    }
  }

  return (
    <Dialog title={text('deleteTitle')} onClose={onClose}>
      <form method="dialog">
        {choices.length > 1 && (
          <WhichVisits
            legend={text('deleteWhat')}
            aside
            choices={choices}
            chosen={choice}
            disabled={state === 'deleting'}
            onChoose={setName}
          />
        )}
        <div class={`goes ${choice.rows.length === 0 ? 'nothing' : ''}`} role="status">
          {choice.rows.length === 0 ? <p>{text('deleteNothing')}</p> : <Goes rows={choice.rows} />}
        </div>
        {state === 'failed' && (
          <p class="problem" role="alert">
            {text('historyNotDeleted')}
          </p>
        )}
        <div class="dialog-acts">
          <button type="submit" class="plain">
            {text('historyCancel')}
          </button>
          <button
            type="button"
            class="button danger"
            disabled={choice.rows.length === 0 || state === 'deleting'}
            onClick={() => void remove(choice)}
          >
            {text('deleteDo', [choice.rows.length], choice.rows.length)}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** By name, so that nobody deletes what they did not mean. */
function Goes({ rows }: { rows: readonly VisitRow[] }) {
  const sites = [...new Set(rows.map(({ site }) => site))];
  const [latest, earliest] = [rows[0], rows.at(-1)];
  const findings = rows.reduce((sum, { summary }) => sum + summary.findings, 0);
  const goingOn = rows.filter(({ endedAt }) => endedAt === null).length;
  return (
    <>
      <p>
        {text('deleteGoes', [rows.length, shortList(sites, mostNamed)], rows.length)}{' '}
        {earliest && latest && <span>{rangeOf(earliest.startedAt, latest.startedAt)}.</span>}
      </p>
      <p class="dim">
        {sentences(
          [
            findings > 0 && text('deleteFindings', [findings], findings),
            goingOn > 0 && text('historyDeleteWhat'),
            text('deleteForGood'),
          ].filter((words) => words !== false),
        )}
      </p>
    </>
  );
}

function choicesFor(
  all: readonly VisitRow[],
  shown: readonly VisitRow[] | null,
  selected: readonly VisitRow[],
  site: string | null,
  only: boolean,
): Choice[] {
  const choices: Choice[] = [];
  const offer = (name: string, words: string, rows: readonly VisitRow[], deletion: Deletion) =>
    choices.push({ name, words, visits: rows.length, rows, deletion });
  const these = (rows: readonly VisitRow[]): Deletion => ({ what: 'visits', ids: rows.map(({ id }) => id) });
  if (selected.length > 0) offer('selected', text('deleteSelected'), selected, these(selected));
  if (shown !== null && shown.length > 0) offer('shown', text('deleteShown'), shown, these(shown));
  if (site !== null) {
    const rows = all.filter((row) => row.site === site);
    offer('site', text('deleteSite', [site]), rows, { what: 'site', site });
  }
  if (only) return choices;
  const now = Date.now();
  for (const [name, key, span] of [
    ['hour', 'historyHour', hour],
    ['day', 'historyLastDay', 24 * hour],
    ['week', 'historyLastWeek', 7 * 24 * hour],
  ] as const) {
    const since = now - span;
    const rows = all.filter(({ lastAt }) => lastAt >= since);
    offer(name, text(key), rows, { what: 'since', since });
  }
  offer('everything', text('historyEverything'), all, { what: 'everything' });
  return choices;
}

const deletionOf = (deletion: Deletion) => ({ command: 'delete-history', deletion }) as const;
