import { lookupIn, type Messages } from '../../background/tell/say.ts';
import messages from '../../extension/_locales/en/messages.json';
import type { PopupAnswer, PopupAsk, ReportAnswer, TabState } from '../../extension/model/popup-protocol.ts';
import type { SiteReport } from '../../extension/model/report.ts';
import { crowdedReport, report, richReport, ringReport, singlePartyReport } from './reports.ts';

/**
 * Stands where `webextension-polyfill` stands, so that the popup can be opened as a plain page. The scene and the
 * language come from the page's address: `?scene=rich&dir=rtl&longer=1&ui=de`.
 */
const params = new URLSearchParams(location.search);
const scene = params.get('scene') ?? 'rich';
const lookup = lookupIn(messages as Messages);

function getMessage(key: string, values: string | string[] = []): string {
  if (key === 'textDirection' && params.has('dir')) return params.get('dir') ?? '';
  const text = lookup(key, [values].flat());
  // A language whose sentences are 40% longer.
  return params.has('longer') && !['languageTag', 'textDirection', 'justText'].includes(key) && text !== ''
    ? `${text}${'·o'.repeat(Math.ceil(text.length / 5))}`
    : text;
}

function answerFor(tabId: number): ReportAnswer {
  const states: Record<string, TabState> = {
    'no-voice': 'no-voice',
    'not-a-page': 'not-a-page',
    'no-permission': 'no-permission',
  };
  return { answer: 'report', tabId, state: states[scene] ?? 'voice', report: reportFor(scene) };
}

function reportFor(name: string): SiteReport | null {
  const rings = /^rings-(\d+)-(\d+)-(\d+)$/.exec(name);
  if (rings !== null) return ringReport(Number(rings[1]), Number(rings[2]), Number(rings[3]));
  if (name === 'rich' || name === 'restarting') return onSince(richReport());
  if (name === 'single') return onSince(singlePartyReport());
  if (name === 'crowded') return onSince(crowdedReport(200));
  const voice = (globalThis as { voiceScenes?: Record<string, SiteReport> }).voiceScenes?.[name];
  if (voice !== undefined) return voice;
  if (name === 'nothing-yet') return report({ microphone: { state: 'not-seen', since: null } });
  return null;
}

function onSince(shown: SiteReport): SiteReport {
  return { ...shown, microphone: { state: 'on', since: Date.now() - (12 * 60 + 4) * 1000 } };
}

let connections = 0;

function connect() {
  connections++;
  const hear = new Set<(message: PopupAnswer) => void>();
  const lose = new Set<() => void>();
  const say = (answer: PopupAnswer) =>
    queueMicrotask(() => {
      for (const listener of hear) listener(answer);
    });
  const die = () => {
    for (const listener of lose) listener();
  };
  const dead = scene === 'restarting' && connections > 1;
  if (dead) queueMicrotask(die);
  return {
    postMessage(ask: PopupAsk) {
      if (dead) return;
      if (ask.ask === 'report') say(answerFor(ask.tabId));
      else if (ask.format === 'json')
        say({ answer: 'export', format: 'json', name: 'earshot-visit.json', type: 'application/json', text: '{}' });
      else say({ answer: 'error', format: 'html', message: 'exportFailed' });
      if (scene === 'restarting') setTimeout(die, 50);
    },
    onMessage: { addListener: (listener: (message: PopupAnswer) => void) => hear.add(listener) },
    onDisconnect: { addListener: (listener: () => void) => lose.add(listener) },
    disconnect() {},
  };
}

export default {
  i18n: { getMessage, getUILanguage: () => params.get('ui') ?? 'en-GB' },
  runtime: { connect, getURL: (path: string) => path },
  storage: { local: { get: async () => ({}) } },
  tabs: { TAB_ID_NONE: -1, query: async () => [{ id: 7 }] },
  permissions: { request: async () => false },
  extension: { getViews: () => (params.has('popup') ? [window] : []) },
};
