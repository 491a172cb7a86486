import type { Facets, HistoryFilter, VisitRow } from '../../extension/model/history.ts';
import { facetsOf, fits } from '../remember/history/filter.ts';

/** What of a history is looked at, and what the choices of the filter would bring. */
export interface View {
  /** Visits that fit, in the order given. */
  rows: VisitRow[];
  /** For each choice: how many visits it has under all that is chosen besides its own kind. */
  facets: Facets;
}

const choices = ['companies', 'jurisdictions', 'severities', 'kinds'] as const;

/**
 * Narrows the visits at hand. Text is looked for in the names of sites and of companies. Pure, and quick enough for
 * each letter that is typed.
 *
 * @param nameOf the name of a company, by an id of `Summary.companies`
 */
export function explore(all: readonly VisitRow[], filter: HistoryFilter, nameOf: (company: string) => string): View {
  const matching = all.filter(findsText(filter.text, nameOf));
  const under = (without?: (typeof choices)[number]): VisitRow[] => {
    const { text: _, ...rest } = filter;
    if (without) delete rest[without];
    return matching.filter(fits(rest));
  };
  const rows = under();
  const facets = facetsOf(rows);
  for (const choice of choices) {
    if (filter[choice] !== undefined) Object.assign(facets, { [choice]: facetsOf(under(choice))[choice] });
  }
  return { rows, facets };
}

function findsText(text: string | undefined, nameOf: (company: string) => string): (row: VisitRow) => boolean {
  const part = text?.trim().toLowerCase() ?? '';
  if (part === '') return () => true;
  const known = new Map<string, boolean>();
  const isNamed = (company: string): boolean => {
    let named = known.get(company);
    if (named === undefined) {
      named = nameOf(company).toLowerCase().includes(part);
      known.set(company, named);
    }
    return named;
  };
  return ({ site, summary }) => site.toLowerCase().includes(part) || summary.companies.some(isNamed);
}
