import browser from 'webextension-polyfill';
import { ReportConnection } from '../extension/ui/report-connection.ts';

/** The tab to tell about: `?tab=7` where the popup is opened as a page, else the one that it hangs from. */
async function tabToShow(): Promise<number> {
  const asked = Number(new URLSearchParams(location.search).get('tab') ?? Number.NaN);
  if (Number.isInteger(asked)) return asked;
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
  return tab?.id ?? browser.tabs.TAB_ID_NONE;
}

/** Asked for as the first thing that the popup does: the answer is on its way while the words are read. */
export const connecting: Promise<ReportConnection> = tabToShow().then((tabId) => new ReportConnection(tabId));
