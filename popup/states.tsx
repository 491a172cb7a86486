import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import type { SiteReport } from '../extension/model/report.ts';
import type { SettingsAsk } from '../extension/model/settings.ts';
import { AskForAccess } from '../extension/ui/ask-for-access.tsx';
import { PageLinks } from '../extension/ui/page-links.tsx';
import { Header } from '../extension/ui/report/header.tsx';
import { text } from '../extension/ui/words.ts';

export function NoVoice() {
  return (
    <State title={text('stateNoVoice')} picture="quiet">
      <p>{text('stateNoVoiceWhy')}</p>
      <p>{text('stateNoVoiceWhen')}</p>
      <PageLinks />
    </State>
  );
}

export function Unwatched() {
  return (
    <State title={text('stateReload')} picture="quiet">
      <p>{text('stateReloadWhy')}</p>
      <PageLinks />
    </State>
  );
}

export function NotAPage() {
  return (
    <State title={text('stateNotAPage')} picture="quiet">
      <p>{text('stateNotAPageWhy')}</p>
      <PageLinks />
    </State>
  );
}

export function Paused() {
  const [failed, setFailed] = useState(false);
  const goOn: SettingsAsk = { ask: 'pause', paused: false };
  return (
    <State title={text('statePaused')} picture="quiet">
      <p>{text('statePausedWhy')}</p>
      <p>
        <button
          type="button"
          class="button"
          onClick={() => void browser.runtime.sendMessage(goOn).catch(() => setFailed(true))}
        >
          {text('pauseEnd')}
        </button>
      </p>
      {failed && <p role="alert">{text('optionsNotSaved')}</p>}
    </State>
  );
}

export function NothingYet({ report }: { report: SiteReport | null }) {
  return (
    <>
      {report !== null && <Header report={report} />}
      <State title={text('stateNothingYet')} picture="listening">
        <p>{text('stateNothingYetWhy')}</p>
      </State>
    </>
  );
}

export function NoPermission({ onGranted }: { onGranted: () => void }) {
  return (
    <State title={text('stateNoPermission')} picture="quiet">
      <p>{text('stateNoPermissionWhy')}</p>
      <AskForAccess onGranted={onGranted} />
    </State>
  );
}

/** Before the first answer: says nothing for a moment, since the answer is usually there before one could read it. */
export function Connecting() {
  return (
    <main class="state connecting" aria-busy="true" data-state="connecting">
      <h1>{text('stateConnecting')}</h1>
    </main>
  );
}

export function Restarting({ alone }: { alone: boolean }) {
  const words = text(alone ? 'stateRestarting' : 'stateRestartingLast');
  return alone ? (
    <main data-state="restarting">
      <section class="state" role="status">
        <h1>{words}</h1>
      </section>
    </main>
  ) : (
    <p class="restarting" role="status" data-state="restarting">
      {words}
    </p>
  );
}

function State({ title, picture, children }: { title: string; picture: Picture; children: ComponentChildren }) {
  return (
    <section class="state">
      <StatePicture picture={picture} />
      <h1>{title}</h1>
      {children}
    </section>
  );
}

type Picture = 'quiet' | 'listening';

/** The rings without anybody on them. */
function StatePicture({ picture }: { picture: Picture }) {
  return (
    <svg class={`state-picture ${picture}`} viewBox="0 0 96 96" aria-hidden="true">
      <circle class="ring" cx="48" cy="48" r="44" />
      <circle class="ring" cx="48" cy="48" r="30" />
      <circle class="ring" cx="48" cy="48" r="16" />
      <circle class="you" cx="48" cy="48" r="5" />
    </svg>
  );
}
