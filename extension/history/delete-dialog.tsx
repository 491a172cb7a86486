import { useMemo, useState } from 'preact/hooks';
import { type AsideVisit, isMeantBy, type SearchedAside } from '../../background/tell/history-aside.ts';
import type { Deletion, VisitRow } from '../model/history.ts';
import { deletedWords, Unsearched, useAside } from '../ui/unsearched.tsx';
import { sentences, text } from '../ui/words.ts';
import { DeletionDialog } from './deletion-dialog.tsx';
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
  /** Visits besides, in what was put aside. */
  aside: readonly AsideVisit[];
  deletion: Deletion;
}

const hour = 3_600_000;
const mostNamed = 6;
const none: readonly SearchedAside[] = [];

/** What to delete, what of it goes, and whether that is meant. */
export function DeleteDialog({ all, shown, selected, site, only = false, onClose, onDeleted, tell }: Props) {
  const searched = useAside();
  const putAside = searched ?? none;
  const choices = useMemo(
    () => choicesFor(all, putAside, shown, selected, site, only),
    [all, putAside, shown, selected, site, only],
  );
  const [name, setName] = useState(() => choices[0]?.name);
  const [whole, setWhole] = useState<ReadonlySet<string>>(new Set());
  const choice = choices.find((one) => one.name === name) ?? choices[0];
  if (!choice) return null;
  const { deletion, visits } = choice;
  const everything = deletion.what === 'everything';
  const unsearched = putAside.filter((one) => one.visits === null);
  const aside = everything ? [] : unsearched.map((one) => one.name).filter((one) => whole.has(one));
  const canGo = searched !== null && (visits > 0 || unsearched.length > 0);

  return (
    <DeletionDialog
      title={text('deleteTitle')}
      act={visits > 0 ? text('deleteDo', [visits], visits) : text('historyDeleteDo')}
      command={canGo ? { command: 'delete-history', deletion, aside } : null}
      onDone={(answer) => {
        tell(deletedWords(answer));
        onDeleted?.();
      }}
      onClose={onClose}
    >
      {choices.length > 1 && (
        <WhichVisits legend={text('deleteWhat')} aside choices={choices} chosen={choice} onChoose={setName} />
      )}
      {searched === null ? (
        <p role="status">{text('visitsReading')}</p>
      ) : (
        <div class={`goes ${canGo ? '' : 'nothing'}`} role="status">
          {canGo ? <Goes choice={choice} asideGoes={putAside.length > 0} /> : <p>{text('deleteNothing')}</p>}
        </div>
      )}
      {!everything && <Unsearched aside={unsearched} whole={whole} onChange={setWhole} />}
    </DeletionDialog>
  );
}

/** By name, so that nobody deletes what they did not mean. */
function Goes({ choice: { rows, aside, visits, deletion }, asideGoes }: { choice: Choice; asideGoes: boolean }) {
  const sites = [...new Set([...rows, ...aside].map(({ site }) => site))];
  const [first, last] = boundsOf([...rows, ...aside]);
  const found = [...rows.map(({ summary }) => summary.findings), ...aside.map(({ findings }) => findings)];
  const findings = found.reduce<number>((sum, one) => sum + (one ?? 0), 0);
  const goingOn = rows.filter(({ endedAt }) => endedAt === null).length;
  return (
    <>
      {visits > 0 && (
        <p>
          {text('deleteGoes', [visits, shortList(sites, mostNamed)], visits)} <span>{rangeOf(first, last)}.</span>{' '}
          {aside.length > 0 && text('asideOfThese', [aside.length])}
        </p>
      )}
      <p class="dim">
        {sentences(
          [
            // Where it is not known of each, a number would be wrong.
            findings > 0 && !found.includes(null) && text('deleteFindings', [findings], findings),
            asideGoes && deletion.what === 'everything' && text('asideGoesToo'),
            goingOn > 0 && text('historyDeleteWhat'),
            text('deleteForGood'),
          ].filter((words) => words !== false),
        )}
      </p>
    </>
  );
}

/** When the first of some visits began, and when the last. */
function boundsOf(visits: readonly Pick<VisitRow, 'startedAt'>[]): [number, number] {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { startedAt } of visits) {
    first = Math.min(first, startedAt);
    last = Math.max(last, startedAt);
  }
  return [first, last];
}

function choicesFor(
  all: readonly VisitRow[],
  putAside: readonly SearchedAside[],
  shown: readonly VisitRow[] | null,
  selected: readonly VisitRow[],
  site: string | null,
  only: boolean,
): Choice[] {
  const choices: Choice[] = [];
  // One that stands in several places is one visit.
  const elsewhere = new Map(putAside.flatMap(({ visits }) => visits ?? []).map((visit) => [visit.id, visit]));
  for (const { id } of all) elsewhere.delete(id);
  const others = [...elsewhere.values()];
  const offer = (name: string, words: string, rows: readonly VisitRow[], deletion: Deletion) => {
    const aside = deletion.what === 'visits' ? [] : others.filter(isMeantBy(deletion));
    choices.push({ name, words, visits: rows.length + aside.length, rows, aside, deletion });
  };
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
