import type { SiteReport } from '../../model/report.ts';
import { say, text } from '../words.ts';

/** What Earshot could not read: said, so that silence is not taken for a clean bill. */
export function BlindSpots({ report: { blindSpots, data } }: { report: SiteReport }) {
  if (blindSpots.length + data.problems.length === 0) return null;
  return (
    <section aria-labelledby="blind-title">
      <h2 id="blind-title" class="title">
        {text('blindSpotsTitle')}
      </h2>
      <ul class="card blind">
        {data.problems.map((problem) => (
          <li key={problem.key}>
            <span>{say(problem)}</span>
          </li>
        ))}
        {blindSpots.map(({ what, host, count }) => (
          <li key={`${what.key} ${host}`}>
            <span>
              {say(what)}
              {host !== null && (
                <span class="dim">
                  {' '}
                  <bdi>{host}</bdi>
                </span>
              )}
            </span>
            {count > 1 && <span class="dim count">{text('times', [count])}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
