import type { ComponentChildren } from 'preact';
import { useCallback, useState } from 'preact/hooks';
import type { SiteReport } from '../../model/report.ts';
import { BlindSpots } from './blind-spots.tsx';
import { Destinations } from './destinations.tsx';
import { Rings } from './rings.tsx';
import { Verdict } from './verdict.tsx';
import { VoicePathNote } from './voice-path-note.tsx';
import { Warnings } from './warnings.tsx';
import { WhoLearnsWhat } from './who-learns-what.tsx';
import type { Wish } from './wish.ts';

interface Props {
  report: SiteReport;
  /** What the page adds at the end; it is given the way to the list of destinations. */
  after?: (goToDestinations: () => void) => ComponentChildren;
}

/** All that is said of a visit, below its head: in the popup and on the history page. */
export function Report({ report, after }: Props) {
  const [party, setParty] = useState<Wish | null>(null);
  const [pointed, setPointed] = useState<string | null>(null);
  const [destinations, setDestinations] = useState<Wish | null>(null);
  const goToParty = useCallback((target: string) => setParty((wish) => ({ target, turn: (wish?.turn ?? 0) + 1 })), []);
  const goToDestinations = useCallback(
    () => setDestinations((wish) => ({ target: '', turn: (wish?.turn ?? 0) + 1 })),
    [],
  );
  return (
    <div class="report">
      <div class="report-first">
        <Verdict verdict={report.verdict} />
        <Rings
          parties={report.parties}
          chosen={party?.target ?? null}
          pointed={pointed}
          onPoint={setPointed}
          onParty={goToParty}
          onMore={goToDestinations}
        />
        <VoicePathNote report={report} />
      </div>
      <div>
        <Warnings report={report} />
        <WhoLearnsWhat report={report} wish={party} pointed={pointed} onPoint={setPointed} />
        <Destinations report={report} wish={destinations} />
        <BlindSpots report={report} />
        {after?.(goToDestinations)}
      </div>
    </div>
  );
}
