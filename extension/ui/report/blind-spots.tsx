import type { SiteReport } from '../../model/report.ts';
import { HelpMark } from '../help-mark.tsx';
import { say, text } from '../words.ts';

/** What Earshot could not read: said, so that silence is not taken for a clean bill. */
export function BlindSpots({ report: { blindSpots, data } }: { report: SiteReport }) {
  if (blindSpots.length + data.problems.length === 0) return null;
  return (
    <section aria-labelledby="blind-title">
      <h2 id="blind-title" class="title">
        {text('blindSpotsTitle')}
      </h2>
      <HelpMark term="blind-spot" />
      <ul class="card blind">
        {data.problems.map((problem) => (
          <li key={problem.key}>
            <span>{say(problem)}</span>
          </li>
        ))}
        {blindSpots.map(({ what, host, count }) => (
          <li key={`${what.key} ${host}`}>
            <div>
              {say(what)}
              {host !== null && (
                <p class="dim">
                  <bdi>{host}</bdi>
                </p>
              )}
            </div>
            {count > 1 && <span class="dim count">{text('times', [count])}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
