import type { PopupAnswer, PopupAsk, ReportAnswer, TabState } from '../../extension/model/popup-protocol.ts';
import type { SiteReport } from '../../extension/model/report.ts';
import { report } from './reports/parts.ts';
import { richReport } from './reports/rich.ts';
import { crowdedReport, ringReport, singlePartyReport } from './reports/sizes.ts';

/** The background's end of the popup's port, played: what the popup is told in each scene. Runs in the popup's page. */

/** Every state that a popup can be in without a report. */
const states: Record<string, TabState> = {
  'no-voice': 'no-voice',
  'not-a-page': 'not-a-page',
  'no-permission': 'no-permission',
  unwatched: 'unwatched',
  paused: 'paused',
};

export const scenesWithoutReport = [...Object.keys(states), 'nothing-yet', 'connecting'] as const;
export const scenesWithReport = ['rich', 'single', 'crowded', 'restarting', 'rings-5-7-30', 'rings-0-0-9'] as const;

function reportFor(scene: string): SiteReport | null {
  const rings = /^rings-(\d+)-(\d+)-(\d+)$/.exec(scene);
  if (rings !== null) return ringReport(Number(rings[1]), Number(rings[2]), Number(rings[3]));
  if (scene === 'rich' || scene === 'restarting') return onSince(richReport());
  if (scene === 'single') return onSince(singlePartyReport());
  if (scene === 'crowded') return onSince(crowdedReport(200));
  const voice = (globalThis as { voiceScenes?: Record<string, SiteReport> }).voiceScenes?.[scene];
  if (voice !== undefined) return voice;
  if (scene === 'nothing-yet') return report({ microphone: { state: 'not-seen', since: null } });
  return null;
}

function onSince(shown: SiteReport): SiteReport {
  return { ...shown, microphone: { state: 'on', since: Date.now() - (12 * 60 + 4) * 1000 } };
}

function answerFor(scene: string, tabId: number): ReportAnswer {
  return { answer: 'report', tabId, state: states[scene] ?? 'voice', report: reportFor(scene) };
}

/** An event of the browser's kind, as much of it as a port's users ask for. */
function event<T extends unknown[]>() {
  const listeners = new Set<(...values: T) => void>();
  return {
    addListener: (listener: (...values: T) => void) => void listeners.add(listener),
    removeListener: (listener: (...values: T) => void) => void listeners.delete(listener),
    hasListener: (listener: (...values: T) => void) => listeners.has(listener),
    tell: (...values: T) => {
      for (const listener of listeners) listener(...values);
    },
  };
}

/** In the place of `runtime.connect`. In `restarting` the background answers once and dies; in `connecting`, never. */
export function playBackground(scene: string) {
  let connections = 0;
  return function connect() {
    connections++;
    const port = {
      name: 'popup',
      onMessage: event<[PopupAnswer, unknown]>(),
      onDisconnect: event<[unknown]>(),
      disconnect() {},
      postMessage(ask: PopupAsk) {
        if (dead || scene === 'connecting') return;
        if (ask.ask === 'report') say(answerFor(scene, ask.tabId));
        else if (ask.format === 'json')
          say({ answer: 'export', format: 'json', name: 'earshot-visit.json', type: 'application/json', text: '{}' });
        else say({ answer: 'error', format: 'html', message: 'exportFailed' });
        if (scene === 'restarting') setTimeout(die, 50);
      },
    };
    const say = (answer: PopupAnswer) => queueMicrotask(() => port.onMessage.tell(answer, port));
    const die = () => port.onDisconnect.tell(port);
    const dead = scene === 'restarting' && connections > 1;
    if (dead) queueMicrotask(die);
    return port;
  };
}
