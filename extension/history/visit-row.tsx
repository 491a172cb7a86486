import type { VisitRow } from '../model/history.ts';
import type { PhraseValue } from '../model/phrase.ts';
import type { Country, IdentifierKind } from '../model/vocabulary.ts';
import { SeveritySign } from '../ui/severity.tsx';
import { kindKeys } from '../ui/terms.ts';
import { durationOf, listOf, text } from '../ui/words.ts';
import { InPageLink } from './in-page-link.tsx';
import { momentOf } from './times.ts';
import type { InPlace } from './use-place.ts';

interface Props {
  row: VisitRow;
  /** Whether Tab reaches it. */
  active: boolean;
  selected: boolean;
  onSelect: (selected: boolean) => void;
  go: InPlace['go'];
}

/** One visit in the list: what it was, who got something, who could ask for it. */
export function VisitLine({ row, active, selected, onSelect, go }: Props) {
  const { id, site, startedAt, lastAt, endedAt, summary, imported } = row;
  const when = momentOf(startedAt);
  const companies = summary.companies.map((company, at) => ({
    id: company,
    name: summary.companyNames[at] ?? company,
  }));
  return (
    <div class={`line ${selected ? 'selected' : ''}`}>
      <input
        type="checkbox"
        class="line-pick"
        aria-label={text('visitSelect', [site, when])}
        tabIndex={active ? 0 : -1}
        checked={selected}
        onChange={({ currentTarget }) => onSelect(currentTarget.checked)}
      />
      <SeveritySign severity={summary.severity} />
      <div class="line-what">
        <InPageLink class="line-link" place={{ view: 'visit', id }} go={go} tabIndex={active ? 0 : -1}>
          <bdi>{site}</bdi>
        </InPageLink>
        <p class="dim">
          <time dateTime={new Date(startedAt).toISOString()}>{when}</time> ·{' '}
          {endedAt === null ? text('visitGoingOn') : durationOf(lastAt - startedAt)}
          {imported !== null && <> · {text('visitImported')}</>}
        </p>
      </div>
      <p class="line-whom">{companiesShort(companies, site)}</p>
      <p class="line-law dim">{countriesShort(summary.jurisdictions)}</p>
      <p class="line-found dim">
        {kindsShort(summary.kinds)}
        {summary.warnings > 0 && (
          <span class={`line-warned severity-${summary.severity}`}>
            {text('visitWarnings', [summary.warnings], summary.warnings)}
          </span>
        )}
      </p>
    </div>
  );
}

/** Without the site itself, which stands beside it. */
export function companiesShort(companies: readonly { id: string; name: string }[], site: string): string {
  const others = companies.flatMap(({ id, name }) => (id === site ? [] : name));
  return others.length === 0 ? text('visitNobodyElse') : shortList(others, 2);
}

/** The first few, and how many more there are. */
export function shortList(values: PhraseValue[], most: number): string {
  if (values.length === 0) return '';
  const more = values.length - most;
  // One more takes as little room as "1 more".
  if (more <= 1) return listOf(values);
  return listOf([...values.slice(0, most), { message: 'others', values: [more] }]);
}

export const countriesShort = (jurisdictions: readonly Country[]): string =>
  shortList(
    jurisdictions.map((country) => ({ country })),
    2,
  );

export const kindsShort = (kinds: readonly IdentifierKind[]): string =>
  kinds.length === 0
    ? text('visitNoIdentifier')
    : shortList(
        kinds.map((kind) => ({ message: kindKeys[kind] })),
        2,
      );
