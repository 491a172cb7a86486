import { compareFired } from '../../background/tell/compare.ts';
import type { FiredWarning } from '../model/history.ts';
import type { Law, SiteReport, Warning } from '../model/report.ts';
import { WarningCard } from '../ui/report/warnings.tsx';
import { presetKeys, severityKeys } from '../ui/terms.ts';
import { say, text } from '../ui/words.ts';

interface Props {
  report: SiteReport;
  fired: readonly FiredWarning[];
  lawOf: (regime: string) => Law | undefined;
}

/** What was warned of at the time, where that is something else than what is concluded today: facts are corrected. */
export function FiredThen({ report, fired, lawOf }: Props) {
  if (fired.length === 0 && report.warnings.length === 0) return null;
  const { onlyThen, onlyNow, changed } = compareFired(fired, report.warnings);
  if (onlyThen.length + onlyNow.length + changed.length === 0) {
    return <p class="fired-same dim">{text('firedSame')}</p>;
  }
  return (
    <section class="fired" aria-labelledby="fired-title">
      <h2 id="fired-title">{text('firedTitle')}</h2>
      <p class="dim">{text('firedWhy')}</p>
      {onlyThen.length > 0 && (
        <>
          <h3>{text('firedOnlyThen')}</h3>
          <ul class="report">
            {onlyThen.map((warning) => (
              <li key={`${warning.rule} ${warning.party}`}>
                <WarningCard
                  warning={asWarning(warning, report)}
                  party={report.parties.find(({ id }) => id === warning.party)}
                  laws={lawsOf(warning, lawOf)}
                />
                <Grounds warning={warning} />
              </li>
            ))}
          </ul>
        </>
      )}
      {changed.length > 0 && (
        <>
          <h3>{text('firedChanged')}</h3>
          <ul class="bullets">
            {changed.map(({ was, is }) => (
              <li key={`${was.rule} ${was.party}`}>
                {text('firedWeight', [
                  say(is.title),
                  { message: severityKeys[was.severity] },
                  { message: severityKeys[is.severity] },
                ])}
                <Grounds warning={was} />
              </li>
            ))}
          </ul>
        </>
      )}
      {onlyNow.length > 0 && (
        <>
          <h3>{text('firedOnlyNow')}</h3>
          <ul class="bullets">
            {onlyNow.map((warning) => (
              <li key={`${warning.rule} ${warning.party}`}>{say(warning.title)}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** Under which facts and which concern a warning fired. */
function Grounds({ warning: { catalogue, preset } }: { warning: FiredWarning }) {
  return (
    <p class="dim small">
      {catalogue === null
        ? text('firedUnderNone', [{ message: presetKeys[preset] }])
        : text('firedUnder', [catalogue, { message: presetKeys[preset] }])}
    </p>
  );
}

/** With the visit's findings that it was about: they were kept once, not with each warning. */
function asWarning(
  { kinds, at: _, catalogue: __, preset: ___, ...warning }: FiredWarning,
  report: SiteReport,
): Warning {
  const evidence = report.destinations
    .filter(({ host }) => warning.hosts.includes(host))
    .flatMap(({ host, schemes, findings }) =>
      findings
        .filter(({ kind }) => kinds.includes(kind))
        .map((finding) => ({ host, scheme: schemes[0] ?? '', finding })),
    );
  return { ...warning, evidence };
}

function lawsOf({ laws, shields = [] }: FiredWarning, lawOf: (regime: string) => Law | undefined): Record<string, Law> {
  const known: Record<string, Law> = {};
  for (const id of [...laws.map(({ regime }) => regime), ...shields]) {
    const law = lawOf(id);
    if (law) known[id] = law;
  }
  return known;
}
