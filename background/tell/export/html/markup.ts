/** Text that is HTML already. Only `html` makes it. */
export class Markup {
  constructor(readonly text: string) {}
}

export type Content = Markup | string | number | null | undefined | false | readonly Content[];

/** HTML from a template. Everything that is put in is text, unless `html` made it: no value can become markup. */
export function html(strings: TemplateStringsArray, ...contents: Content[]): Markup {
  return new Markup(strings.reduce((text, part, at) => text + textOf(contents[at - 1]) + part));
}

function textOf(content: Content): string {
  if (content === null || content === undefined || content === false) return '';
  if (content instanceof Markup) return content.text;
  if (typeof content === 'object') return content.map(textOf).join('');
  return escaped(String(content));
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Characters that no HTML may hold (HTML Living Standard, 13.1.4.1) are shown as such. */
function escaped(text: string): string {
  return text
    .replace(/[\0-\x08\x0B\x0E-\x1F\x7F-\x9F\uFDD0-\uFDEF\uFFFE\uFFFF]/g, '\uFFFD')
    .replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** Words of the catalogue, which are English whatever the report is written in. */
export function english(...contents: Content[]): Markup {
  return html`<bdi lang="en">${contents}</bdi>`;
}

/** Contents with something between them. */
export function joined(contents: readonly Content[], between: Content): Content[] {
  return contents.flatMap((content, at) => (at === 0 ? [content] : [between, content]));
}

const addresses = /https?:\/\/[^\s;,<>"']+[^\s;,.)<>"']/g;

/** Text in which web addresses are links, shown in full: on paper an address is all that there is of a link. */
export function linked(text: string): Content[] {
  const parts: Content[] = [];
  let from = 0;
  for (const { 0: address, index } of text.matchAll(addresses)) {
    const link = html`<a href="${address}" rel="noreferrer">${address}</a>`;
    parts.push(text.slice(from, index), link);
    from = index + address.length;
  }
  return [...parts, text.slice(from)];
}
