import type { SiteReport } from '../../extension/model/report.ts';

/** What `benchPopup` of the staged page resolves to. Milliseconds; see `popupStage`. */
export interface Painted {
  /** From the start of the navigation. */
  report: number;
  firstContent: number;
  /** From the click on the list of destinations to its rows. */
  list: number;
  /** Destinations whose host stands in the page once the list is open. */
  hosts: number;
}

/**
 * A script that runs in the popup page before the page's own. It plays the background's end of the port, and notes
 * when the page has been painted: the first frame after the last change of the document. The second of two animation
 * frames begins when the first has been handed over for painting; the last change is the one after which nothing
 * changed for 300 ms.
 */
export function popupStage(report: SiteReport): string {
  const answer = JSON.stringify({ answer: 'report', state: 'voice', report });
  const hosts = report.destinations.map((destination) => destination.host);
  return `(() => {
    ${playBackground}
    ${watchPaints}
    stage(${JSON.stringify(answer)});
    const painted = watch();
    globalThis.benchPopup = async () => {
      const report = await painted.settled;
      const clickedAt = performance.now();
      const again = painted.next();
      document.querySelector('.destinations > summary').click();
      const list = await again - clickedAt;
      const text = document.documentElement.textContent;
      const firstContent = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN;
      const hosts = ${JSON.stringify(hosts)}.filter((host) => text.includes(host)).length;
      return { report, firstContent, list, hosts };
    };
  })()`;
}

const playBackground = `
    const event = (listeners = new Set()) => ({
      addListener: (listener) => void listeners.add(listener),
      removeListener: (listener) => void listeners.delete(listener),
      hasListener: (listener) => listeners.has(listener),
      tell: (...values) => listeners.forEach((listener) => listener(...values)),
    });
    const stage = (answer) => {
      const connect = () => {
        const port = { name: 'popup', onMessage: event(), onDisconnect: event(), disconnect() {} };
        port.postMessage = ({ ask, tabId }) => {
          // In a task of its own and parsed anew, as a message comes.
          if (ask === 'report') setTimeout(() => port.onMessage.tell({ ...JSON.parse(answer), tabId }, port));
        };
        return port;
      };
      for (const api of [globalThis.chrome, globalThis.browser]) if (api?.runtime) api.runtime.connect = connect;
    };`;

const watchPaints = `
    const watch = () => {
      let painted = NaN;
      let done;
      let quiet;
      const next = () => new Promise((resolve) => { done = resolve; });
      const changed = () => {
        requestAnimationFrame(() => requestAnimationFrame(() => { painted = performance.now(); }));
        clearTimeout(quiet);
        quiet = setTimeout(() => done(painted), 300);
      };
      const everything = { subtree: true, childList: true, attributes: true, characterData: true };
      new MutationObserver(changed).observe(document, everything);
      return { settled: next(), next };
    };`;
