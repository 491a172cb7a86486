import { ExternalLink } from '../ui/external-link.tsx';
import { text, textIfAny } from '../ui/words.ts';
import type { Packaged } from './packaged.ts';

const useKeys: Record<string, string> = {
  country: 'dataUseCountry',
  'second-opinion': 'dataUseSecondOpinion',
  network: 'dataUseNetwork',
};

/** Which data Earshot carries, how old they are and whose they are: their licences ask for the names and links. */
export function AboutData({ packaged: { version, checked, networks, jurisdictions } }: { packaged: Packaged }) {
  return (
    <section class="about" aria-labelledby="about-title">
      <h2 id="about-title">{text('aboutDataTitle')}</h2>
      <p class="lead">{text('aboutDataLead')}</p>
      <div class="card about-card">
        <dl>
          <div>
            <dt>{text('aboutVersion')}</dt>
            <dd>{version}</dd>
          </div>
          <div>
            <dt>{text('aboutFacts')}</dt>
            <dd>
              {checked === null ? (
                <span class="problem">{text('aboutFactsMissing')}</span>
              ) : (
                text('aboutFactsChecked', [checked, jurisdictions.length])
              )}
            </dd>
          </div>
          <div>
            <dt>{text('aboutNetworks')}</dt>
            <dd>
              {networks === null ? (
                <span class="problem">{text('dataMissing')}</span>
              ) : (
                <ul>
                  {networks.sources.map(({ name, licence, link, use, date }) => (
                    <li key={name}>
                      {textIfAny(useKeys[use] ?? '') ?? use}: <ExternalLink href={link}>{name}</ExternalLink>
                      <span class="dim">
                        {' '}
                        · {date} · {licence}
                      </span>
                    </li>
                  ))}
                </ul>
              )}
            </dd>
          </div>
        </dl>
        <p class="what">{text('aboutNothingLeaves')}</p>
      </div>
    </section>
  );
}
