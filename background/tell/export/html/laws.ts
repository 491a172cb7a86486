import type { Law } from '../../../../extension/model/report.ts';
import { lawName, lawPropertyKeys } from '../../say-law.ts';
import { english, html, linked, type Markup } from './markup.ts';
import type { Words } from './words.ts';

/** The laws that were named, each once, with all that is known of them and from where. */
export function* lawsSection(laws: readonly Law[], words: Words): Generator<Markup> {
  if (laws.length === 0) return;
  yield html`<section><h3>${words.text('paperLaws')}</h3><p class="dim">${words.text('paperLawsNote')}</p>`;
  for (const law of laws) yield lawText(law, words);
  yield html`</section>`;
}

function lawText(law: Law, words: Words): Markup {
  const { originalName, year, articles, plain, status, caution, counterView, sources, checked, certainty } = law;
  const properties = lawPropertyKeys(law.properties).map((key) => words.text(key));
  const depth = words.word('lawDepth', checked.depth);
  return html`<article class="law" id="${law.id}"><h4>${words.say(lawName(law))} <span class="dim">${words.country(law.jurisdiction)}</span></h4>
<p class="dim">${originalName !== null && html`<bdi>${originalName}</bdi> · `}${english(year, ' · ', status)} · ${words.word('certainty', certainty)}</p>
<p lang="en" dir="ltr">${plain}</p>
${properties.length > 0 && html`<p><b>${words.list(properties)}</b></p>`}
${articles.length > 0 && html`<p class="small" lang="en" dir="ltr">${articles.join(' · ')}</p>`}
${caution !== null && html`<p><b>${words.text('lawCaution')}</b> ${english(caution)}</p>`}
${counterView !== null && html`<p><b>${words.text('lawCounterView')}</b> ${english(counterView)}</p>`}
<p class="dim small">${words.text('sources')} ${english(linked(sources.join(' · ')))}</p>
<p class="dim small">${words.text('lawChecked', [checked.date, depth])}${checked.note !== null && html` ${english(linked(checked.note))}`}</p></article>`;
}
