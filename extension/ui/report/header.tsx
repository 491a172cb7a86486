import { containerNumber } from '../../../background/tell/say-connection.ts';
import type { Microphone, SiteReport } from '../../model/report.ts';
import { useNow } from '../use-now.ts';
import { durationOf, text } from '../words.ts';

export function Header({ report: { visit, microphone } }: { report: SiteReport }) {
  return (
    <header class="header">
      <h1 class="site">
        <bdi>{visit.site}</bdi>
      </h1>
      {visit.private && (
        <span class="chip" title={text('privateVisitHint')}>
          {text('privateVisit')}
        </span>
      )}
      {visit.container !== undefined && (
        <span class="chip" title={text('containerVisitHint')}>
          {text('containerVisit', [containerNumber(visit.container)])}
        </span>
      )}
      <MicrophoneState microphone={microphone} ended={visit.ended} />
    </header>
  );
}

function MicrophoneState({ microphone: { state, since }, ended }: { microphone: Microphone; ended: boolean }) {
  const on = state === 'on' && !ended;
  const now = useNow(on && since !== null);
  const words = ended
    ? text('visitEnded')
    : text({ on: 'microphoneOn', off: 'microphoneOff', 'not-seen': 'microphoneNotSeen' }[state]);
  return (
    <p class={`microphone ${on ? 'on' : ''}`}>
      <span class="microphone-lamp" aria-hidden="true" />
      {words}
      {on && since !== null && <time class="microphone-time">{durationOf(now - since)}</time>}
    </p>
  );
}
