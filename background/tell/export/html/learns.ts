import type { Party, SiteReport } from '../../../../extension/model/report.ts';
import { identifierKinds } from '../../../../extension/model/vocabulary.ts';
import { html, type Markup } from './markup.ts';
import type { Words } from './words.ts';

export function partyName({ name, relation }: Party, words: Words): string {
  return relation === 'wire' ? words.text('partyWire') : name;
}

/** Who learns what, and in what form: every party a line. */
export function learnsSection({ parties }: Pick<SiteReport, 'parties'>, words: Words): Markup {
  const columns = identifierKinds.filter(
    (kind) => kind !== 'ip-address' && parties.some(({ learns }) => learns[kind] !== undefined),
  );
  return html`<section><h3>${words.text('learnsTitle')}</h3>
<table><caption>${words.text('learnsCaption')}</caption>
<thead><tr><th scope="col">${words.text('columnParty')}</th><th scope="col">${words.text('columnVoice')}</th>${columns.map(
    (kind) => html`<th scope="col">${words.word('kind', kind)}</th>`,
  )}<th scope="col">${words.text('columnAddress')}</th></tr></thead>
<tbody>${parties.map(
    (party) =>
      html`<tr><th scope="row"><bdi>${partyName(party, words)}</bdi>${
        party.countries.length > 0 && html`<br><span class="dim">${words.countries(party.countries)}</span>`
      }</th><td>${words.word('voice', party.voice)}</td>${columns.map((kind) => {
        const learnt = party.learns[kind];
        return html`<td>${learnt === undefined ? '–' : words.word('learnt', learnt)}</td>`;
      })}<td>${party.address || party.learns['ip-address'] !== undefined ? words.text('addressYes') : '–'}</td></tr>`,
  )}</tbody></table></section>`;
}
