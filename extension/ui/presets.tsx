import { type Concern, type Preset, presets } from '../model/settings.ts';
import { presetKeys } from './terms.ts';
import { text } from './words.ts';

/** Which messages say whom a preset is for. */
const whatKeys: Record<Preset, string> = {
  general: 'presetGeneralWhat',
  'direct-access': 'presetDirectAccessWhat',
  'eu-resident': 'presetEuResidentWhat',
  journalist: 'presetJournalistWhat',
  company: 'presetCompanyWhat',
  own: 'presetOwnWhat',
};

interface Props {
  concern: Concern;
  /** An organisation has fixed it. */
  locked: boolean;
  onChange: (concern: Concern) => void;
}

/** The ready-made concerns, of which one holds. */
export function Presets({ concern, locked, onChange }: Props) {
  return (
    <fieldset class="presets" disabled={locked}>
      <legend>{text('concernPresets')}</legend>
      {presets.map((preset) => (
        <label class="preset card" key={preset}>
          <input
            type="radio"
            name="preset"
            value={preset}
            checked={concern.preset === preset}
            onChange={() => onChange({ ...concern, preset })}
          />
          <span>
            <b>{text(presetKeys[preset])}</b>
            <span class="what">{text(whatKeys[preset])}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
