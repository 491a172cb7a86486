import type { SiteReport, VoiceLeg } from '../../../../extension/model/report.ts';
import type { Certainty } from '../../../../extension/model/vocabulary.ts';
import { placeText } from './destinations.ts';
import { html, type Markup } from './markup.ts';
import type { Words } from './words.ts';

/** How the voice leaves, each way that it takes, and how that is known. */
export function voiceSection(report: Pick<SiteReport, 'voice' | 'microphone' | 'parties'>, words: Words): Markup {
  const { voice, microphone } = report;
  const { route, encryption, certainty, basis, legs } = voice;
  return html`<section><h3>${words.text('paperVoice')}</h3>
<p><b>${words.word('route', route)}</b> · ${words.word('encryption', encryption)} · ${sure(certainty, words)}</p>
<p class="dim">${words.word('microphone', microphone.state)}</p>
<ul class="bullets dim small">${basis.map((phrase) => html`<li>${words.say(phrase)}</li>`)}</ul>
${legs.length > 0 && legTable(legs, report, words)}</section>`;
}

/** How sure the way is, and who is at its end. How the voice is encrypted is said by the signs for it alone. */
const sure = (certainty: Certainty, words: Words) => words.text('legCertainty', [words.word('certainty', certainty)]);

function legTable(legs: readonly VoiceLeg[], { parties }: Pick<SiteReport, 'parties'>, words: Words): Markup {
  const nameOf = (id: string | null) => parties.find((party) => party.id === id)?.name || id;
  return html`<table><caption>${words.text('paperLegs')}</caption>
<thead><tr><th scope="col">${words.text('paperLegWay')}</th><th scope="col">${words.text('paperLegTo')}</th><th scope="col">${words.text('paperLegTraffic')}</th><th scope="col">${words.text('paperKnown')}</th></tr></thead>
<tbody>${legs.map(
    ({
      route,
      encryption,
      party,
      host,
      address,
      relay,
      bytesSent,
      bytesReceived,
      codecs,
      certainty,
      basis,
      since,
      until,
    }) =>
      html`<tr><td>${words.word('route', route)}<br>${words.word('encryption', encryption)}</td>
<td>${party === 'peers' ? words.text('paperLegPeople') : html`<bdi>${nameOf(party)}</bdi>`}${host !== null && html`<br><bdi>${host}</bdi>`}
${address && html`<br><code>${address.ip}</code> ${placeText(address.location, words)}`}
${relay && html`<br>${words.text('paperLegRelay', [relay.host])}`}</td>
<td>${words.text('legBytes', [words.bytes(bytesSent), words.bytes(bytesReceived)])}<br>${words.list(codecs)}<br><span class="dim">${words.span(since, until ?? since)}</span></td>
<td>${sure(certainty, words)}<ul class="dim small">${basis.map((phrase) => html`<li>${words.say(phrase)}</li>`)}</ul></td></tr>`,
  )}</tbody></table>`;
}
