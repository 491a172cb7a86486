import type { DataState, Law, Operator, SiteReport } from '../../../../extension/model/report.ts';
import { severitySigns } from '../../say-severity.ts';
import type { Exportable, ExportHead } from '../exported.ts';
import { companiesSection } from './companies.ts';
import { destinationsSection } from './destinations.ts';
import { lawsSection } from './laws.ts';
import { learnsSection } from './learns.ts';
import { html, linked, Markup } from './markup.ts';
import { style } from './style.ts';
import { voiceSection } from './voice.ts';
import { warningsSection } from './warnings.ts';
import { type Language, Words } from './words.ts';

/**
 * A report for people, in pieces: one file that loads nothing and runs nothing, and says of itself that it may not
 * (Content Security Policy Level 3, 3.3). Nothing in it tells the person's settings, time zone or install.
 */
export async function* htmlOf(
  head: ExportHead,
  visits: AsyncIterable<Exportable>,
  language: Language,
): AsyncGenerator<string> {
  const words = new Words(language);
  const named: Named = { laws: {}, operators: {} };
  yield beginning(head, language, words).text;
  let any = false;
  for await (const { exported, laws } of visits) {
    any = true;
    Object.assign(named.laws, laws);
    for (const { operator } of exported.report.destinations) if (operator) named.operators[operator.id] = operator;
    let text = '';
    for (const part of visitParts({ ...exported.report, laws, data: head.data }, words)) text += `${part.text}\n`;
    yield text;
  }
  if (!any) yield html`<p>${words.text('paperNoVisits')}</p>`.text;
  for (const part of ending(head.data, named, words)) yield `${part.text}\n`;
}

/** What is told once, at the end. */
interface Named {
  laws: Record<string, Law>;
  operators: Record<string, Operator>;
}

const inOrder = <T>(named: Record<string, T>): T[] =>
  Object.entries(named)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, one]) => one);

function beginning({ exportedAt, by }: ExportHead, { tag, direction }: Language, words: Words): Markup {
  const title = words.text('paperTitle');
  const made = words.text('paperMade', [`${by.name} ${by.version}`, words.time(Date.parse(exportedAt))]);
  return html`<!doctype html>
<html lang="${tag}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<header class="masthead"><h1>${title}</h1>
<ul class="dim"><li>${made}</li><li>${words.text('paperMasked')}</li><li>${words.text('paperWeighed')}</li></ul></header>
<main>
`;
}

function* visitParts(report: SiteReport, words: Words): Generator<Markup> {
  const { visit, verdict, blindSpots } = report;
  const { severity, headline, details } = verdict;
  yield html`<section class="visit"><h2><bdi>${visit.site}</bdi></h2>
<p class="dim">${words.text('paperVisit')} ${words.span(visit.startedAt, visit.lastAt)}</p>
<div class="verdict ${severity}"><p><span class="sign">${severitySigns[severity]}</span> <b>${words.say(headline)}</b></p>
${details.map((detail) => html`<p>${words.say(detail)}</p>`)}</div>`;
  yield voiceSection(report, words);
  yield warningsSection(report, words);
  yield learnsSection(report, words);
  yield* destinationsSection(report, words);
  if (blindSpots.length > 0) {
    yield html`<section><h3>${words.text('blindSpotsTitle')}</h3><ul class="bullets">${blindSpots.map(
      ({ what, host, count }) =>
        html`<li>${host !== null && html`<bdi>${host}</bdi>: `}${words.say(what)} <span class="dim">${words.text('times', [count])}</span></li>`,
    )}</ul></section>`;
  }
  yield html`</section>`;
}

function* ending({ catalogue, networks, problems }: DataState, named: Named, words: Words): Generator<Markup> {
  yield html`</main><footer class="end">`;
  yield* companiesSection(inOrder(named.operators), words);
  yield* lawsSection(inOrder(named.laws), words);
  const facts = catalogue ? words.text('paperFacts', [catalogue.date]) : words.text('paperNoFacts');
  yield html`<section><h3>${words.text('paperData')}</h3><ul class="bullets"><li>${facts}</li>
${
  networks
    ? html`<li>${words.text('dataNetworks')} ${networks.date}<ul>${networks.sources.map(
        ({ name, licence, link }) => html`<li>${words.text('paperSource', [name, licence])} ${linked(link)}</li>`,
      )}</ul></li>`
    : html`<li>${words.text('dataMissing')}</li>`
}
${problems.map((problem) => html`<li>${words.say(problem)}</li>`)}</ul></section></footer>
</body>
</html>`;
}
