import type { ComponentChildren } from 'preact';
import { type Concern, lawProperties, presetProperties } from '../model/settings.ts';
import { SeveritySign } from '../ui/severity.tsx';
import { presetKeys, propertyKeys } from '../ui/terms.ts';
import { say, text } from '../ui/words.ts';
import { presetEffects, type Sign } from './concern-terms.ts';

/** What the concern changes, in words, while it is being chosen. */
export function Effect({ concern }: { concern: Concern }) {
  const { preset } = concern;
  const general = preset === 'general';
  const countries = general ? [] : concern.jurisdictions.map((country) => ({ country }));
  const weighing = general
    ? []
    : lawProperties.filter(
        (property) => presetProperties[preset].includes(property) || concern.properties.includes(property),
      );
  const effects = presetEffects[preset];
  const nothing = countries.length === 0 && weighing.length === 0 && effects.length === 0;
  return (
    <aside class="effect card" aria-labelledby="effect-title">
      <h3 id="effect-title">{text('effectTitle')}</h3>
      <p class="what">{text(presetKeys[preset])}</p>
      <ul>
        {countries.length > 0 && (
          <>
            <Row sign="high">{say({ key: 'effectPickedHigh', values: [{ list: countries }] })}</Row>
            <Row sign={preset === 'direct-access' ? 'medium' : 'low'}>{text('effectPickedContact')}</Row>
          </>
        )}
        {preset === 'direct-access' && countries.length === 0 && <Row sign="note">{text('effectPickCountry')}</Row>}
        {effects.map(({ sign, key }) => (
          <Row sign={sign} key={key}>
            {text(key)}
          </Row>
        ))}
        {weighing.length > 0 && (
          <Row sign="more">
            {say({
              key: 'effectProperties',
              values: [{ list: weighing.map((property) => ({ message: propertyKeys[property] })) }],
            })}
          </Row>
        )}
        {nothing && <Row sign="note">{text('effectNothingPicked')}</Row>}
      </ul>
      <h4>{text('effectAlwaysTitle')}</h4>
      <ul>
        <Row sign="high">{text('effectAlwaysWire')}</Row>
        <Row sign="note">{text('effectAlwaysListed')}</Row>
      </ul>
      <p class="what">{text('effectAtOnce')}</p>
    </aside>
  );
}

const marks = { more: '+', less: '−', note: '•' };

function Row({ sign, children }: { sign: Sign; children: ComponentChildren }) {
  return (
    <li class="effect-row">
      {sign === 'more' || sign === 'less' || sign === 'note' ? (
        <span class="mark" aria-hidden="true">
          {marks[sign]}
        </span>
      ) : (
        <SeveritySign severity={sign} />
      )}
      <span>{children}</span>
    </li>
  );
}
