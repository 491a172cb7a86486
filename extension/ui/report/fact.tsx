import type { ComponentChildren } from 'preact';
import { HelpMark } from '../help-mark.tsx';
import type { ExplainedTerm } from '../terms.ts';

interface Props {
  name: string;
  /** What the page of help explains of it. */
  term?: ExplainedTerm;
  children: ComponentChildren;
}

/** One line of a `dl.facts`: what is asked, and what is known of it. */
export function Fact({ name, term, children }: Props) {
  return (
    <div class="fact">
      <dt>
        {name} {term !== undefined && <HelpMark term={term} />}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}
