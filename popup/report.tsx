import { useCallback, useState } from 'preact/hooks';
import type { SiteReport } from '../extension/model/report.ts';
import type { ReportConnection } from '../extension/ui/report-connection.ts';
import { BlindSpots } from './blind-spots.tsx';
import { Destinations } from './destinations.tsx';
import { Footer } from './footer.tsx';
import { Header } from './header.tsx';
import { Rings } from './rings.tsx';
import { Verdict } from './verdict.tsx';
import { VoicePathNote } from './voice-path-note.tsx';
import { Warnings } from './warnings.tsx';
import { WhoLearnsWhat } from './who-learns-what.tsx';
import type { Wish } from './wish.ts';

export function Report({ report, connection }: { report: SiteReport; connection: ReportConnection }) {
  const [party, setParty] = useState<Wish | null>(null);
  const [destinations, setDestinations] = useState<Wish | null>(null);
  const goToParty = useCallback((target: string) => setParty((wish) => ({ target, turn: (wish?.turn ?? 0) + 1 })), []);
  const goToDestinations = useCallback(
    () => setDestinations((wish) => ({ target: '', turn: (wish?.turn ?? 0) + 1 })),
    [],
  );

  return (
    <>
      <Header report={report} />
      <Verdict verdict={report.verdict} />
      <Rings parties={report.parties} onParty={goToParty} onMore={goToDestinations} />
      <VoicePathNote report={report} />
      <Warnings report={report} />
      <WhoLearnsWhat parties={report.parties} wish={party} />
      <Destinations report={report} wish={destinations} />
      <BlindSpots report={report} />
      <Footer report={report} connection={connection} onDestinations={goToDestinations} />
    </>
  );
}
