import type { Verdict as VerdictOfVisit } from '../../model/report.ts';
import { SeveritySign } from '../severity.tsx';
import { say, sentences } from '../words.ts';

export function Verdict({ verdict: { severity, headline, details } }: { verdict: VerdictOfVisit }) {
  return (
    <section class={`verdict verdict-${severity}`} role="status">
      <SeveritySign severity={severity} />
      <div>
        <h2>{say(headline)}</h2>
        {details.length > 0 && <p>{sentences(details.map(say))}</p>}
      </div>
    </section>
  );
}
