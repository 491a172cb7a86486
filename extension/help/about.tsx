import { English } from '../ui/english.tsx';
import { ExternalLink } from '../ui/external-link.tsx';
import type { Packaged } from '../ui/packaged.ts';
import { text, textIfAny } from '../ui/words.ts';

/** Its own name, in every language. */
const licence = 'Mozilla Public License 2.0';

const useKeys: Record<string, string> = {
  country: 'dataUseCountry',
  'second-opinion': 'dataUseSecondOpinion',
  network: 'dataUseNetwork',
};

/**
 * Which version this is, which data it carries, how old they are and whose they are: their licences ask for the names
 * and links.
 */
export function About({ packaged: { version, checked, networks, jurisdictions } }: { packaged: Packaged }) {
  return (
    <section aria-labelledby="about">
      <h2 id="about">{text('aboutTitle')}</h2>
      <p class="lead">{text('aboutDataLead')}</p>
      <div class="card about-card">
        <dl>
          <div>
            <dt>{text('aboutVersion')}</dt>
            <dd>
              <bdi>{version}</bdi>
            </dd>
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
                      {textIfAny(useKeys[use] ?? '') ?? use}:{' '}
                      <ExternalLink href={link}>
                        <bdi>{name}</bdi>
                      </ExternalLink>
                      <span class="dim">
                        {' '}
                        · <bdi>{date}</bdi> · <bdi>{licence}</bdi>
                      </span>
                    </li>
                  ))}
                </ul>
              )}
            </dd>
          </div>
          <div>
            <dt>{text('aboutLicence')}</dt>
            <dd>
              <ExternalLink href="https://www.mozilla.org/MPL/2.0/">
                <English>{licence}</English>
              </ExternalLink>
              <p class="what">{text('aboutLicenceWhat')}</p>
            </dd>
          </div>
          <div>
            <dt>{text('aboutLibraries')}</dt>
            <dd>
              <a href="../THIRD-PARTY-LICENSES.txt" target="_blank" rel="noopener">
                {text('aboutLibrariesLink')}
              </a>
            </dd>
          </div>
        </dl>
        <p class="what">{text('aboutNothingLeaves')}</p>
      </div>
    </section>
  );
}
