import type { Browser } from 'webextension-polyfill';
import type { PopupAnswer, ReportAnswer } from '../../extension/model/popup-protocol.ts';

/** In the pages of the extension; both browsers have it under this name. */
declare const chrome: Browser;

/**
 * Asks the background for its report as the popup does. Runs in a page of the extension, so it must not use anything
 * from outside itself. Rejects after ten seconds without an answer.
 */
export function askForReport(tabId: number): Promise<ReportAnswer> {
  return new Promise((resolve, reject) => {
    const port = chrome.runtime.connect({ name: 'popup' });
    const timer = setTimeout(() => {
      port.disconnect();
      reject(new Error('The background gave no report within 10 s.'));
    }, 10_000);
    port.onMessage.addListener((message) => {
      const answer = message as PopupAnswer;
      clearTimeout(timer);
      port.disconnect();
      if (answer.answer === 'report') resolve(answer);
      else reject(new Error(`The background answered ${JSON.stringify(answer).slice(0, 200)}.`));
    });
    port.onDisconnect.addListener(() => {
      clearTimeout(timer);
      reject(new Error('The background closed the port without a report.'));
    });
    port.postMessage({ ask: 'report', tabId });
  });
}
