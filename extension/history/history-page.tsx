import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import { HelpLink } from '../ui/help-link.tsx';
import { SaidLine, useSaid } from '../ui/said.tsx';
import { useSettings } from '../ui/use-settings.ts';
import { text } from '../ui/words.ts';
import { isChosen } from './address.ts';
import { AsideNote, DeleteAsideDialog } from './aside.tsx';
import { CompareView } from './compare-view.tsx';
import { ListView } from './list-view.tsx';
import { HistoryOffNote, PausedNote } from './notes.tsx';
import { StatePicture } from './state-picture.tsx';
import { useHistory } from './use-history.ts';
import { usePlace } from './use-place.ts';
import { VisitView } from './visit-view.tsx';

/** All of the page: what it shows follows from its address and from the history. */
export function HistoryPage() {
  const { history, again } = useHistory();
  const { place, go } = usePlace();
  const { settings, change } = useSettings();
  const [deletingAside, setDeletingAside] = useState(false);
  const [said, tell] = useSaid();
  // Of what is chosen, and of sites, some would be a wrong answer.
  const someAreEnough = place.view === 'list' && place.by === 'visits' && !isChosen(place.filter);
  const rows = history.state === 'open' || (history.state === 'latest' && someAreEnough) ? history.rows : null;

  return (
    <>
      <header class="page-head">
        <img src="../icons/icon-48.png" alt="" width="32" height="32" />
        {place.view === 'list' ? <h1>{text('visitsTitle')}</h1> : <p class="page-name">{text('visitsTitle')}</p>}
        <nav class="page-links" aria-label={text('visitsPages')}>
          <button type="button" class="link" onClick={() => void browser.runtime.openOptionsPage()}>
            {text('footerOptions')}
          </button>
          <HelpLink />
        </nav>
      </header>
      <main data-state={history.state} data-view={place.view}>
        {settings?.paused && <PausedNote onGoOn={() => change({ ...settings, paused: false })} />}
        {settings?.history.keep === false && <HistoryOffNote />}
        {history.state === 'open' &&
          history.aside.map((one) => <AsideNote key={one.name} aside={one} onDelete={() => setDeletingAside(true)} />)}
        <SaidLine said={said} class="said" />
        {history.state === 'failed' && (
          <Problem>
            <p>{text(history.blocked ? 'visitsBlocked' : 'visitsFailed')}</p>
            <button type="button" class="button" onClick={again}>
              {text('visitsAgain')}
            </button>
          </Problem>
        )}
        {place.view === 'list' && rows && (
          <ListView
            view={history.state === 'open' ? history.view : null}
            all={rows}
            place={place}
            go={go}
            tell={tell}
            settings={settings}
          />
        )}
        {history.state === 'open' && place.view === 'visit' && (
          <VisitView key={place.id} view={history.view} all={history.rows} id={place.id} go={go} tell={tell} />
        )}
        {history.state === 'open' && place.view === 'compare' && (
          <CompareView
            key={`${place.before} ${place.after}`}
            view={history.view}
            all={history.rows}
            ids={[place.before, place.after]}
            go={go}
          />
        )}
        {deletingAside && <DeleteAsideDialog onClose={() => setDeletingAside(false)} tell={tell} />}
      </main>
    </>
  );
}

function Problem({ children }: { children: ComponentChildren }) {
  return (
    <section class="state" role="alert">
      <StatePicture />
      {children}
    </section>
  );
}
