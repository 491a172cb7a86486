import type { ComponentChildren } from 'preact';

/** One line of a `dl.facts`: what is asked, and what is known of it. */
export function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
