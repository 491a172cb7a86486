import { render } from 'preact';
import browser from 'webextension-polyfill';
import { ReportConnection } from '../extension/ui/report-connection.ts';
import { useReport } from '../extension/ui/use-report.ts';
import { dressPage } from '../extension/ui/words.ts';
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

/** The tab to tell about: `?tab=7` where the popup is opened as a page, else the one that it hangs from. */
async function tabToShow(): Promise<number> {
  const asked = Number(new URLSearchParams(location.search).get('tab') ?? Number.NaN);
  if (Number.isInteger(asked)) return asked;
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
  return tab?.id ?? browser.tabs.TAB_ID_NONE;
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
const connection = new ReportConnection(await tabToShow());
render(<Popup connection={connection} />, document.body);
