import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { HistoryView, PastReport } from '../../background/tell/history.ts';
import type { VisitRow } from '../model/history.ts';
import { Arrow } from '../ui/arrow.tsx';
import { Report } from '../ui/report/report.tsx';
import { durationOf, say, sentences, text } from '../ui/words.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import { ExportDialog } from './export-dialog.tsx';
import { FiredThen } from './fired-then.tsx';
import { InPageLink } from './in-page-link.tsx';
import { momentOf, rangeOf } from './times.ts';
import type { InPlace } from './use-place.ts';

interface Props {
  view: HistoryView;
  all: readonly VisitRow[];
  id: string;
  go: InPlace['go'];
  tell: (words: string) => void;
}

const toList = { view: 'list', by: 'visits', filter: {} } as const;

/** One visit: its report as the popup showed it, and what was warned of then. */
export function VisitView({ view, all, id, go, tell }: Props) {
  const [past, setPast] = useState<PastReport | 'reading' | 'gone' | 'failed'>('reading');
  const [doing, setDoing] = useState<'export' | 'delete' | null>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const row = all.find((one) => one.id === id);

  useEffect(() => {
    let left = false;
    view.report(id).then(
      (read) => !left && setPast(read ?? 'gone'),
      () => !left && setPast('failed'),
    );
    return () => {
      left = true;
    };
    // `all` changes with the history: a visit that goes on, or is weighed otherwise now, is read again.
  }, [view, id, row?.lastAt, row?.summary.under, row === undefined]);

  const isThere = typeof past !== 'string';
  useLayoutEffect(() => {
    if (past !== 'reading') title.current?.focus({ preventScroll: true });
  }, [isThere]);

  if (past === 'reading') return <p class="reading dim">{text('visitReading')}</p>;
  if (typeof past === 'string') {
    return (
      <section class="state">
        <h1 ref={title} tabIndex={-1}>
          {text(past === 'gone' ? 'errorVisitGone' : 'errorReport')}
        </h1>
        <InPageLink place={toList} go={go}>
          {text('visitAll')}
        </InPageLink>
      </section>
    );
  }

  const { report, fired, imported } = past;
  const { site, startedAt, lastAt, ended } = report.visit;
  const ofSite = all.filter((one) => one.site === site);
  const at = ofSite.findIndex((one) => one.id === id);
  const [later, earlier] = [ofSite[at - 1], at < 0 ? undefined : ofSite[at + 1]];
  return (
    <article class="visit">
      <nav class="crumbs" aria-label={text('visitWhere')}>
        <InPageLink place={toList} go={go}>
          {text('visitAll')}
        </InPageLink>
        <InPageLink place={{ ...toList, filter: { site } }} go={go}>
          {text('visitOfSite', [site])}
        </InPageLink>
      </nav>
      <header class="visit-head">
        <div>
          <h1 ref={title} tabIndex={-1}>
            <bdi>{site}</bdi>
          </h1>
          <p class="dim">
            {ended ? rangeOf(startedAt, lastAt) : momentOf(startedAt)} · {durationOf(lastAt - startedAt)}
            {!ended && <> · {text('visitGoingOn')}</>}
            {imported !== null && <> · {text('visitImportedAt', [momentOf(imported.at)])}</>}
          </p>
        </div>
        <div class="visit-acts">
          {earlier && (
            <InPageLink class="button" place={{ view: 'compare', before: earlier.id, after: id }} go={go}>
              {text('compareEarlier')}
            </InPageLink>
          )}
          <button type="button" class="plain" disabled={!row} onClick={() => setDoing('export')}>
            {text('exportBegin')}
          </button>
          <button type="button" class="plain" disabled={!row} onClick={() => setDoing('delete')}>
            {text('historyDeleteAsk')}
          </button>
        </div>
      </header>
      {(earlier || later) && (
        <nav class="neighbours" aria-label={text('visitNeighbours')}>
          {earlier && (
            <InPageLink place={{ view: 'visit', id: earlier.id }} go={go}>
              <Arrow to="before" />
              {text('visitEarlier', [momentOf(earlier.startedAt)])}
            </InPageLink>
          )}
          {later && (
            <InPageLink place={{ view: 'visit', id: later.id }} go={go}>
              {text('visitLater', [momentOf(later.startedAt)])}
              <Arrow to="after" />
            </InPageLink>
          )}
        </nav>
      )}
      {report.data.problems.length > 0 && <p class="note warn">{sentences(report.data.problems.map(say))}</p>}
      <Report report={report} />
      <FiredThen report={report} fired={fired} lawOf={(regime) => view.catalogue?.regimes[regime]} />
      {doing === 'export' && row && (
        <ExportDialog view={view} all={[]} shown={null} selected={[row]} onClose={() => setDoing(null)} tell={tell} />
      )}
      {doing === 'delete' && row && (
        <DeleteDialog
          all={all}
          shown={null}
          selected={[row]}
          site={site}
          only
          onClose={() => setDoing(null)}
          onDeleted={() => go(toList)}
          tell={tell}
        />
      )}
    </article>
  );
}
