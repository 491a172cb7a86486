import { useEffect, useMemo, useState } from 'preact/hooks';
import { facetsOf, type HistoryView, sitesOf } from '../../background/tell/history.ts';
import { explore, namesIn } from '../../background/tell/history-explore.ts';
import { timelineOf } from '../../background/tell/history-timeline.ts';
import type { VisitRow } from '../model/history.ts';
import type { Choices as Settings } from '../model/settings.ts';
import { sideBySide, text } from '../ui/words.ts';
import { type Choices, dayOf, filterOf, isChosen, type Place } from './address.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import { Empty } from './empty.tsx';
import { ExportDialog } from './export-dialog.tsx';
import { Filters } from './filters.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { InPageLink } from './in-page-link.tsx';
import { Rows } from './rows.tsx';
import { SiteLine } from './site-row.tsx';
import { TimelinePicture } from './timeline.tsx';
import { daysOf } from './times.ts';
import { type InPlace, lastOpened } from './use-place.ts';
import { VisitLine } from './visit-row.tsx';

interface Props {
  /** Null while `all` is only the latest visits: the others are being read. */
  view: HistoryView | null;
  all: readonly VisitRow[];
  place: Extract<Place, { view: 'list' }>;
  go: InPlace['go'];
  /** Says something that screen readers hear of. */
  tell: (words: string) => void;
  settings: Settings | null;
}

type Doing = 'export' | 'delete' | 'import' | null;

/** Sites or visits: found, pictured, chosen, compared, taken along, deleted. */
export function ListView({ view, all, place, go, tell, settings }: Props) {
  const { by, filter } = place;
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [doing, setDoing] = useState<Doing>(null);
  // Of a page that stays open over midnight "the last days" are others then.
  const today = dayOf(Date.now());
  const nameOf = useMemo(() => namesIn(all, (company) => view?.companyName(company) ?? company), [all, view]);
  const asked = useMemo(() => filterOf(filter, Date.now()), [filter, today]);
  const whole = view !== null;
  // Of some of the visits nothing is counted.
  const { rows, facets } = useMemo(
    () => (whole ? explore(all, asked, nameOf) : { rows: all, facets: facetsOf([]) }),
    [whole, all, asked, nameOf],
  );
  const sites = useMemo(() => (by === 'sites' ? sitesOf(rows) : []), [by, rows]);
  const timeline = useMemo(() => (whole ? timelineOf(rows, boundsOf(asked, all)) : null), [whole, rows, asked, all]);
  const keys = useMemo(
    () => (by === 'sites' ? sites.map(({ site }) => site) : rows.map(({ id }) => id)),
    [by, sites, rows],
  );
  const chosen = useMemo(() => rows.filter(({ id }) => selected.has(id)), [rows, selected]);

  // What is no longer in sight is no longer meant.
  useEffect(() => {
    if (chosen.length < selected.size) setSelected(new Set(chosen.map(({ id }) => id)));
  }, [chosen, selected]);

  const change = (next: Choices, within?: string) => go({ ...place, filter: next }, within);
  // Two that are picked before the page is drawn again are both meant.
  const select = (id: string, on: boolean) =>
    setSelected((before) => {
      const next = new Set(before);
      if (on) next.add(id);
      else next.delete(id);
      return next;
    });

  const dialogs = (
    <>
      {doing === 'export' && view && (
        <ExportDialog
          view={view}
          all={all}
          shown={isChosen(filter) ? rows : null}
          selected={chosen}
          onClose={() => setDoing(null)}
          tell={tell}
        />
      )}
      {doing === 'delete' && (
        <DeleteDialog
          all={all}
          shown={isChosen(filter) ? rows : null}
          selected={chosen}
          site={filter.site ?? null}
          onClose={() => setDoing(null)}
          tell={tell}
        />
      )}
      {doing === 'import' && view && <ImportDialog view={view} onClose={() => setDoing(null)} tell={tell} />}
    </>
  );

  if (all.length === 0) {
    return (
      <>
        <Empty />
        <div class="empty-import">
          <button type="button" class="plain" onClick={() => setDoing('import')}>
            {text('importBegin')}
          </button>
        </div>
        {dialogs}
      </>
    );
  }

  return (
    <div class="browse">
      <Filters filter={filter} facets={facets} nameOf={nameOf} onChange={change} />
      <div class="results">
        <div class="results-head">
          <p class="results-count" role="status">
            {whole ? countWords(rows, all.length) : text('visitsReading')}
          </p>
          <div class="results-acts">
            <button type="button" class="plain" disabled={!whole} onClick={() => setDoing('import')}>
              {text('importBegin')}
            </button>
            <button
              type="button"
              class="plain"
              disabled={!whole || rows.length === 0}
              onClick={() => setDoing('export')}
            >
              {text('exportBegin')}
            </button>
            <button type="button" class="plain" disabled={!whole} onClick={() => setDoing('delete')}>
              {text('historyDeleteAsk')}
            </button>
          </div>
        </div>
        {filter.site !== undefined && (
          <p class="site-chosen">
            <b>
              <bdi>{filter.site}</bdi>
            </b>
            <button
              type="button"
              class="link"
              onClick={() => {
                const { site: _, ...rest } = filter;
                change(rest);
              }}
            >
              {text('siteAll')}
            </button>
          </p>
        )}
        {timeline ? (
          <TimelinePicture
            timeline={timeline}
            jurisdictions={facets.jurisdictions}
            onSpan={(from, until) => {
              const { last: _, ...rest } = filter;
              change({ ...rest, from: dayOf(from), until: dayOf(until - 1) });
            }}
          />
        ) : (
          <div class="timeline timeline-to-come panel" />
        )}
        <div class="list-head">
          <nav class="tabs" aria-label={text('listBy')}>
            {(['visits', 'sites'] as const).map((one) => (
              <InPageLink key={one} place={{ ...place, by: one }} go={go} current={by === one}>
                {text(one === 'visits' ? 'listVisits' : 'listSites')}
              </InPageLink>
            ))}
          </nav>
          {chosen.length > 0 && (
            <div class="chosen">
              <span role="status">{text('chosen', [chosen.length], chosen.length)}</span>
              <CompareLink chosen={chosen} go={go} />
              <button type="button" class="link" onClick={() => setSelected(new Set())}>
                {text('chosenNone')}
              </button>
            </div>
          )}
          {chosen.length === 0 && by === 'visits' && rows.length > 1 && <p class="dim hint">{text('chosenHint')}</p>}
        </div>
        {rows.length === 0 ? (
          <section class="state small-state">
            <h2>{text('filterNone')}</h2>
            <p>{text('filterNoneWhy')}</p>
          </section>
        ) : (
          <Rows
            key={by}
            label={text(by === 'visits' ? 'listVisits' : 'listSites')}
            keys={keys}
            estimate={innerWidth >= 1080 ? 59 : 122}
            focused={lastOpened()}
          >
            {(index, active) => {
              if (by === 'sites') {
                const row = sites[index];
                return row && <SiteLine row={row} active={active} filter={filter} nameOf={nameOf} go={go} />;
              }
              const row = rows[index];
              return (
                row && (
                  <VisitLine
                    row={row}
                    active={active}
                    selected={selected.has(row.id)}
                    onSelect={(on) => select(row.id, on)}
                    go={go}
                  />
                )
              );
            }}
          </Rows>
        )}
        <p class="kept-note dim">{keptWords(settings)}</p>
      </div>
      {dialogs}
    </div>
  );
}

function boundsOf({ from, until }: ReturnType<typeof filterOf>, all: readonly VisitRow[]) {
  let [first, last] = [Number.POSITIVE_INFINITY, 0];
  for (const { startedAt } of all) {
    first = Math.min(first, startedAt);
    last = Math.max(last, startedAt);
  }
  return { from: from ?? first, until: until ?? last + 1 };
}

function countWords(rows: readonly VisitRow[], all: number): string {
  const [latest, earliest] = [rows[0], rows.at(-1)];
  const visits = rows.length === all ? text('visits', [all], all) : text('visitsOf', [rows.length, all], all);
  if (!latest || !earliest) return visits;
  const sites = new Set(rows.map(({ site }) => site)).size;
  return sideBySide([visits, text('sites', [sites], sites), daysOf(earliest.startedAt, latest.startedAt)]);
}

function keptWords(settings: Settings | null): string {
  // Until the background has said what is set, nothing is said of it.
  if (settings === null) return '';
  if (!settings.history.keep) return text('visitsKeptNot');
  const { days } = settings.history;
  return days === null ? text('visitsKeptEver') : text('visitsKept', [days], days);
}

function CompareLink({ chosen, go }: { chosen: readonly VisitRow[]; go: InPlace['go'] }) {
  const [after, before] = chosen;
  if (chosen.length !== 2 || !after || !before) return <span class="dim">{text('compareTwo')}</span>;
  return (
    <InPageLink class="button" place={{ view: 'compare', before: before.id, after: after.id }} go={go}>
      {text('compareBegin')}
    </InPageLink>
  );
}
