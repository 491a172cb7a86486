// First, so that it is not behind the words, which wait for the settings.
import './connect.ts';
import { render } from 'preact';
import browser from 'webextension-polyfill';
import type { ReportConnection } from '../extension/ui/report-connection.ts';
import { useReport } from '../extension/ui/use-report.ts';
import { dressPage } from '../extension/ui/words.ts';
import { connecting } from './connect.ts';
import { ReportOfTab } from './report.tsx';
import { Connecting, NoPermission, NotAPage, NothingYet, NoVoice, Paused, Restarting, Unwatched } from './states.tsx';

function Popup({ connection }: { connection: ReportConnection }) {
  const { link, answer } = useReport(connection);
  const restarting = link === 'restarting';
  if (answer === null) return restarting ? <Restarting alone /> : <Connecting />;
  return (
    <>
      {restarting && <Restarting alone={false} />}
      <main class={restarting ? 'stale' : undefined} data-state={answer.state} data-link={link}>
        {answer.state === 'no-voice' && <NoVoice />}
        {answer.state === 'not-a-page' && <NotAPage />}
        {answer.state === 'unwatched' && <Unwatched />}
        {answer.state === 'paused' && <Paused />}
        {answer.state === 'no-permission' && <NoPermission onGranted={() => connection.askAgain()} />}
        {answer.state === 'voice' &&
          (answer.report === null || answer.report.destinations.length + answer.report.parties.length === 0 ? (
            <NothingYet report={answer.report} />
          ) : (
            <ReportOfTab report={answer.report} connection={connection} />
          ))}
      </main>
    </>
  );
}

/** A popup takes the width of its content, a page that of its window: only the first needs a width of its own. */
function hangsFromToolbar(): boolean {
  try {
    return screen.width >= 400 && browser.extension.getViews({ type: 'popup' }).includes(window);
  } catch {
    return false; // Firefox for Android opens popups as pages and may not know the question
  }
}

dressPage(document.documentElement);
document.documentElement.classList.toggle('popup', hangsFromToolbar());
render(<Popup connection={await connecting} />, document.body);
