import type { ComponentChildren } from 'preact';

/** A way out of Earshot, which tells the other side nothing about where one came from. */
export function ExternalLink({ href, children }: { href: string; children: ComponentChildren }) {
  return (
    <a href={href} rel="noreferrer" target="_blank">
      {children}
    </a>
  );
}

const addresses = /https?:\/\/[^\s;,]+[^\s;,.)]/g;

/** A source as the catalogue writes it: text with addresses, each shown as a link with its host for a name. */
export function SourceText({ source }: { source: string }) {
  const parts: ComponentChildren[] = [];
  let from = 0;
  for (const match of source.matchAll(addresses)) {
    parts.push(source.slice(from, match.index));
    parts.push(
      <ExternalLink href={match[0]}>{URL.canParse(match[0]) ? new URL(match[0]).host : match[0]}</ExternalLink>,
    );
    from = match.index + match[0].length;
  }
  parts.push(source.slice(from));
  return <bdi lang="en">{parts}</bdi>;
}
