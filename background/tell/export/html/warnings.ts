import type { Finding, Law, SiteReport, Warning } from '../../../../extension/model/report.ts';
import type { Country } from '../../../../extension/model/vocabulary.ts';
import { type EvidenceWay, identifiersOf, waysOf } from '../../say-evidence.ts';
import { lawDoubt, lawName } from '../../say-law.ts';
import { severitySigns } from '../../say-severity.ts';
import { partyName } from './learns.ts';
import { type Content, html, joined, type Markup } from './markup.ts';
import type { Words } from './words.ts';

/** Every warning with its evidence, the laws that bear on it, and how it is known. */
export function warningsSection(report: Pick<SiteReport, 'warnings' | 'parties' | 'laws'>, words: Words): Markup {
  const { warnings } = report;
  return html`<section><h3>${words.text('warningsTitle', [warnings.length])}</h3>
${warnings.length === 0 ? html`<p class="dim">${words.text('warningsNone')}</p>` : warnings.map((it) => warningCard(it, report, words))}</section>`;
}

function warningCard(warning: Warning, { parties, laws }: Pick<SiteReport, 'parties' | 'laws'>, words: Words): Markup {
  const { severity, title, detail, hosts, party: id, evidence, advice, basis, count } = warning;
  const party = parties.find((one) => one.id === id);
  const name = party && partyName(party, words);
  const shields = (warning.shields ?? []).flatMap((regime) => laws[regime] ?? []);
  return html`<article class="warning ${severity}"><h4><span class="sign">${severitySigns[severity]} ${words.word('severity', severity)}</span> ${words.say(title)}</h4>
<p>${words.say(detail)}${count > 1 && html` <span class="dim">${words.text('times', [count])}</span>`}</p>
<dl>${fact(
    words.text('warningTo'),
    hosts.length > 0 &&
      html`${joined(
        hosts.map((host) => html`<bdi>${host}</bdi>`),
        ', ',
      )}${name !== undefined && name !== hosts.join() && html` <span class="dim"><bdi>${name}</bdi></span>`}`,
  )}
${fact(
  words.text('warningWhat'),
  evidence.length > 0 &&
    joined(
      identifiersOf(evidence).map(({ kind, masked }) => html`${words.word('kind', kind)} <code>${masked}</code>`),
      ', ',
    ),
)}
${fact(words.text('warningWhere'), evidence.length > 0 && html`<ul>${waysOf(evidence).map((one) => html`<li>${way(one, words)}</li>`)}</ul>`)}
${fact(words.text('warningLaw'), lawList(warning, laws, words))}
${fact(
  words.text('warningShields'),
  shields.length > 0 && html`<ul>${shields.map((law) => html`<li>${lawLink(law, words)}</li>`)}</ul>`,
)}
${fact(words.text('warningAdvice'), advice.length > 0 && words.sideBySide(advice.map((phrase) => words.say(phrase))))}
${fact(words.text('warningBasis'), basis.length > 0 && html`<ul class="dim">${basis.map((phrase) => html`<li>${words.say(phrase)}</li>`)}</ul>`)}</dl></article>`;
}

/** A line of a list of facts; nothing where there is none. */
export function fact(name: string, content: Content): Content {
  return content ? html`<div class="fact"><dt>${name}</dt><dd>${content}</dd></div>` : null;
}

function way({ scheme, keys, ...way }: EvidenceWay, words: Words): Markup {
  const names = keys.map((key) => html`<code>${key}</code>`);
  return html`${scheme} · ${place(way, words)} ${joined(names, ' ')}${coats(way, words)}`;
}

export const place = ({ place }: Pick<Finding, 'place'>, words: Words) => words.word('place', place);

export function coats({ encoding }: Pick<Finding, 'encoding'>, words: Words): Content {
  return (
    encoding.length > 0 &&
    html` <span class="dim">${words.text('encodedAs')}</span> <code>${encoding.join(' › ')}</code>`
  );
}

/** Laws by the way in which they reach, heaviest first: one way is said once. */
function lawList({ laws: bearing }: Warning, laws: Record<string, Law>, words: Words): Content {
  const ways = new Map<string, { jurisdiction: Country; reach: string; laws: Law[] }>();
  for (const { regime, through, certainty } of bearing) {
    const law = laws[regime];
    if (!law) continue;
    const reach = words.text('lawReach', [words.word('through', through), words.word('certainty', certainty)]);
    const id = `${law.jurisdiction} ${reach}`;
    const way = ways.get(id) ?? { jurisdiction: law.jurisdiction, reach, laws: [] };
    way.laws.push(law);
    ways.set(id, way);
  }
  return (
    ways.size > 0 &&
    html`<ul>${[...ways.values()].map(
      ({ jurisdiction, reach, laws }) =>
        html`<li>${words.country(jurisdiction)} <span class="dim">${reach}</span><br>${joined(
          laws.map((law) => doubtedLaw(law, words)),
          ' · ',
        )}</li>`,
    )}</ul>`
  );
}

function doubtedLaw(law: Law, words: Words): Markup {
  const doubt = lawDoubt(law);
  const notes = [...(law.inForce === 'partly' ? [law.status] : []), ...(doubt ? [words.say(doubt)] : [])];
  return html`${lawLink(law, words)}${notes.length > 0 && html` <span class="dim small">${words.sideBySide(notes)}</span>`}`;
}

/** To where the law is told in full, at the end of the report. */
export function lawLink(law: Law, words: Words): Markup {
  return html`<a href="#${law.id}">${words.say(lawName(law))}</a>`;
}
