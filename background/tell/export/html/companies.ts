import type { Operator, Seat } from '../../../../extension/model/report.ts';
import { english, html, linked, type Markup } from './markup.ts';
import type { Words } from './words.ts';

/** The companies that were named, each once, with their seats and what each of these facts rests on. */
export function* companiesSection(operators: readonly Operator[], words: Words): Generator<Markup> {
  if (operators.length === 0) return;
  yield html`<section><h3>${words.text('paperCompanies')}</h3>`;
  for (const operator of operators) {
    const { id, name, seats, parent } = operator;
    yield html`<article class="law" id="company-${id}"><h4><bdi>${name}</bdi></h4>
<p class="dim small">${words.sureness(operator)} · ${english(linked(operator.source))}</p>
${seatList(seats, words)}
${parent && html`<p>${words.text('operatorParent', [parent.name])}</p>${seatList(parent.seats, words)}`}</article>`;
  }
  yield html`</section>`;
}

function seatList(seats: readonly Seat[], words: Words): Markup {
  return html`<ul class="bullets">${seats.map(
    (seat) =>
      html`<li>${words.country(seat.country)}${seat.note !== null && html` · ${english(seat.note)}`}<br><span class="dim small">${words.sureness(seat)} · ${english(linked(seat.source))}</span></li>`,
  )}</ul>`;
}
