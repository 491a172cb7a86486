import type { SiteRow } from '../model/history.ts';
import { SeveritySign } from '../ui/severity.tsx';
import { dateOf, text } from '../ui/words.ts';
import type { Choices } from './address.ts';
import { InPageLink } from './in-page-link.tsx';
import type { InPlace } from './use-place.ts';
import { companiesShort, countriesShort, kindsShort } from './visit-row.tsx';

interface Props {
  row: SiteRow;
  active: boolean;
  filter: Choices;
  nameOf: (company: string) => string;
  go: InPlace['go'];
}

/** One site in the list; it leads to its visits. */
export function SiteLine({ row, active, filter, nameOf, go }: Props) {
  const { site, visits, lastAt, severity, companies, jurisdictions, kinds } = row;
  return (
    <div class="line line-site">
      <SeveritySign severity={severity} />
      <div class="line-what">
        <InPageLink
          class="line-link"
          place={{ view: 'list', by: 'visits', filter: { ...filter, site } }}
          go={go}
          tabIndex={active ? 0 : -1}
        >
          <bdi>{site}</bdi>
        </InPageLink>
        <p class="dim">
          {text('visits', [visits], visits)} · {text('siteLast', [dateOf(lastAt)])}
        </p>
      </div>
      <p class="line-whom">
        {companiesShort(
          companies.map((id) => ({ id, name: nameOf(id) })),
          site,
        )}
      </p>
      <p class="line-law dim">{countriesShort(jurisdictions)}</p>
      <p class="line-found dim">{kindsShort(kinds)}</p>
    </div>
  );
}
