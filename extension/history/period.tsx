import { useState } from 'preact/hooks';
import { text } from '../ui/words.ts';
import type { Choices } from './address.ts';

interface Props {
  filter: Choices;
  onChange: (filter: Choices, within?: string) => void;
}

const spans = [1, 7, 30, 90, 365];

/** When: the last so many days, or from one day to another. */
export function PeriodFields({ filter, onChange }: Props) {
  const { from, until, last, ...rest } = filter;
  const [between, setBetween] = useState(false);
  const isBetween = between || from !== undefined || until !== undefined;
  const offered = last === undefined || spans.includes(last) ? spans : [last, ...spans];
  const day = (name: 'from' | 'until') => (
    <div class="field">
      <label for={`filter-${name}`}>{text(name === 'from' ? 'filterFrom' : 'filterUntil')}</label>
      <input
        id={`filter-${name}`}
        type="date"
        value={filter[name] ?? ''}
        onChange={({ currentTarget: { value } }) => {
          const days = { ...(from !== undefined && { from }), ...(until !== undefined && { until }), [name]: value };
          if (value === '') delete days[name];
          onChange({ ...rest, ...days }, name);
        }}
      />
    </div>
  );
  return (
    <fieldset class="facet">
      <legend>{text('filterWhen')}</legend>
      <select
        aria-label={text('filterWhen')}
        value={isBetween ? 'between' : (last ?? 'any')}
        onChange={({ currentTarget: { value } }) => {
          setBetween(value === 'between');
          if (value === 'between') return;
          onChange(value === 'any' ? rest : { ...rest, last: Number(value) });
        }}
      >
        <option value="any">{text('filterAnyTime')}</option>
        {offered.map((days) => (
          <option key={days} value={days}>
            {text('filterLast', [days], days)}
          </option>
        ))}
        <option value="between">{text('filterBetween')}</option>
      </select>
      {isBetween && (
        <div class="filter-days">
          {day('from')}
          {day('until')}
        </div>
      )}
    </fieldset>
  );
}
