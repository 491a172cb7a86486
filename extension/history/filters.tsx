import { useEffect, useState } from 'preact/hooks';
import type { View } from '../../background/tell/history-explore.ts';
import type { Facet } from '../model/history.ts';
import { type Severity, severities } from '../model/vocabulary.ts';
import { SeveritySign } from '../ui/severity.tsx';
import { kindKeys, severityKeys } from '../ui/terms.ts';
import { countryName, text } from '../ui/words.ts';
import { type Choices, isChosen } from './address.ts';
import { FacetGroup } from './facet-group.tsx';
import { PeriodFields } from './period.tsx';

interface Props {
  filter: Choices;
  facets: View['facets'];
  nameOf: (company: string) => string;
  /** `within`: a step of the same kind as the one before, see `InPlace`. */
  onChange: (filter: Choices, within?: string) => void;
}

const gravestFirst = (facets: readonly Facet<Severity>[]) =>
  [...facets].sort((a, b) => severities.indexOf(b.value) - severities.indexOf(a.value));

/** As in history.css: there the filters stand beside the list, with nothing to open them by. */
const room = matchMedia('(min-width: 900px)');

function useWide(): boolean {
  const [wide, setWide] = useState(room.matches);
  useEffect(() => {
    const look = () => setWide(room.matches);
    room.addEventListener('change', look);
    return () => room.removeEventListener('change', look);
  }, []);
  return wide;
}

/** All that visits can be found by. What is chosen holds at once. */
export function Filters({ filter, facets, nameOf, onChange }: Props) {
  const wide = useWide();
  const choose = (name: 'severities' | 'kinds' | 'jurisdictions' | 'companies') => (values: string[]) => {
    const { [name]: _, ...rest } = filter;
    onChange(values.length === 0 ? rest : ({ ...rest, [name]: values } as Choices));
  };
  const { text: _, site: __, ...others } = filter;
  const chosen = Object.values(others).reduce<number>(
    (sum, value) => sum + (Array.isArray(value) ? value.length : 1),
    0,
  );
  return (
    <search class="filters" aria-label={text('filterTitle')}>
      <form onSubmit={(event) => event.preventDefault()}>
        <div class="filter-text">
          <label for="filter-text">{text('filterText')}</label>
          <input
            id="filter-text"
            type="search"
            autocomplete="off"
            spellcheck={false}
            placeholder={text('filterTextHint')}
            value={filter.text ?? ''}
            onInput={({ currentTarget: { value } }) => {
              const { text: _, ...rest } = filter;
              onChange(value === '' ? rest : { ...rest, text: value }, 'text');
            }}
          />
        </div>
        <details class="filter-more" open={wide}>
          <summary>{chosen === 0 ? text('filterMore') : text('filterMoreChosen', [chosen])}</summary>
          <PeriodFields filter={filter} onChange={onChange} />
          <FacetGroup
            name="severity"
            title={text('filterSeverity')}
            facets={gravestFirst(facets.severities)}
            chosen={filter.severities ?? []}
            wordsOf={(value) => text(severityKeys[value])}
            signOf={(value) => <SeveritySign severity={value} />}
            onChange={choose('severities')}
          />
          <FacetGroup
            name="law"
            title={text('filterLaw')}
            facets={facets.jurisdictions}
            chosen={filter.jurisdictions ?? []}
            wordsOf={countryName}
            onChange={choose('jurisdictions')}
          />
          <FacetGroup
            name="company"
            title={text('filterCompany')}
            facets={facets.companies}
            chosen={filter.companies ?? []}
            wordsOf={nameOf}
            onChange={choose('companies')}
          />
          <FacetGroup
            name="kind"
            title={text('filterKind')}
            facets={facets.kinds}
            chosen={filter.kinds ?? []}
            wordsOf={(value) => text(kindKeys[value])}
            onChange={choose('kinds')}
          />
        </details>
        {isChosen(filter) && (
          <button type="button" class="plain filter-clear" onClick={() => onChange({})}>
            {text('filterClear')}
          </button>
        )}
      </form>
    </search>
  );
}
