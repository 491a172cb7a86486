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
 * What each company of some visits is called, by its id: as their reports call it, or, where those call it by several
 * names, as the company that it is. Pure.
 *
 * @param companyOf the name of the company itself
 */
export function namesIn(rows: readonly VisitRow[], companyOf: (id: string) => string): (id: string) => string {
  const names = new Map<string, string>();
  const several = new Set<string>();
  for (const { summary } of rows) {
    const { companies, companyNames } = summary;
    for (let at = 0; at < companies.length; at++) {
      const id = companies[at] ?? '';
      const name = companyNames[at] ?? id;
      const known = names.get(id);
      if (known === undefined) names.set(id, name);
      else if (known !== name) several.add(id);
    }
  }
  return (id) => (several.has(id) ? companyOf(id) : (names.get(id) ?? companyOf(id)));
}

/**
 * Narrows the visits at hand. Text is looked for in the names of sites and of companies. Pure, and quick enough for
 * each letter that is typed.
 *
 * @param nameOf see `namesIn`: a company is found by this name, too
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
  const isNamed = onceEach((name) => name.toLowerCase().includes(part));
  const isOfName = onceEach((company) => isNamed(nameOf(company)));
  return ({ site, summary: { companies, companyNames } }) =>
    isNamed(site) || companyNames.some(isNamed) || companies.some(isOfName);
}

/** The same few words come up ten thousand times. */
function onceEach(test: (word: string) => boolean): (word: string) => boolean {
  const known = new Map<string, boolean>();
  return (word) => {
    let answer = known.get(word);
    if (answer === undefined) {
      answer = test(word);
      known.set(word, answer);
    }
    return answer;
  };
}
