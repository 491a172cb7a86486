import { type Concern, lawProperties, presetProperties } from '../model/settings.ts';
import type { Country } from '../model/vocabulary.ts';
import { Presets } from '../ui/presets.tsx';
import { propertyKeys, propertyWhatKeys } from '../ui/terms.ts';
import { countryName, locale, text } from '../ui/words.ts';
import { Effect } from './effect.tsx';

interface Props {
  concern: Concern;
  /** An organisation has fixed it. */
  locked: boolean;
  /** Those that can be picked. */
  jurisdictions: readonly Country[];
  onChange: (concern: Concern) => void;
}

/** The choices, and after the first of them what they change: on a wide page beside, on a narrow one in between. */
export function ConcernForm({ concern, locked, jurisdictions, onChange }: Props) {
  return (
    <form class="concern-form" onSubmit={(event) => event.preventDefault()}>
      <Presets concern={concern} locked={locked} onChange={onChange} />
      <Effect concern={concern} />
      <div class="picks">
        {concern.preset === 'general' ? (
          <p class="note">{text('concernGeneralNote')}</p>
        ) : (
          <>
            <Countries concern={concern} locked={locked} jurisdictions={jurisdictions} onChange={onChange} />
            <Properties concern={concern} locked={locked} onChange={onChange} />
          </>
        )}
      </div>
    </form>
  );
}

const collator = new Intl.Collator(locale);

function Countries({ concern, locked, jurisdictions, onChange }: Props) {
  const { preset, jurisdictions: picked } = concern;
  const named = [...new Set([...jurisdictions, ...picked])]
    .map((code) => ({ code, name: countryName(code) }))
    .sort((a, b) => collator.compare(a.name, b.name));
  return (
    <fieldset class="countries" disabled={locked}>
      <legend>{text(preset === 'direct-access' ? 'concernCountriesDirect' : 'concernCountries')}</legend>
      <p class="what">
        {text('concernCountriesWhat', [jurisdictions.length])}{' '}
        {picked.length > 0 && (
          <button type="button" class="link" onClick={() => onChange({ ...concern, jurisdictions: [] })}>
            {text('concernCountriesNone')}
          </button>
        )}
      </p>
      <div class="boxes narrow">
        {named.map(({ code, name }) => (
          <label class="box" key={code}>
            <input
              type="checkbox"
              name="jurisdiction"
              value={code}
              checked={picked.includes(code)}
              onChange={() => onChange({ ...concern, jurisdictions: toggled(picked, code) })}
            />
            <span>
              {name} <bdi class="code">{code}</bdi>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Properties({ concern, locked, onChange }: Omit<Props, 'jurisdictions'>) {
  const { preset, properties: picked } = concern;
  const given = presetProperties[preset];
  return (
    <fieldset class="properties" disabled={locked}>
      <legend>{text('concernProperties')}</legend>
      <div class="boxes">
        {lawProperties.map((property) => (
          <label class="box" key={property}>
            <input
              type="checkbox"
              name="property"
              value={property}
              checked={given.includes(property) || picked.includes(property)}
              disabled={given.includes(property)}
              onChange={() => onChange({ ...concern, properties: toggled(picked, property) })}
            />
            <span>
              <b>{text(propertyKeys[property])}</b>
              {given.includes(property) && <span class="given">{text('concernPropertyGiven')}</span>}
              <span class="what">{text(propertyWhatKeys[property])}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function toggled<T>(list: readonly T[], item: T): T[] {
  return list.includes(item) ? list.filter((other) => other !== item) : [...list, item];
}
