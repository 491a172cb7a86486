import { HelpLink } from './help-link.tsx';
import { type ExplainedTerm, explainedTerms } from './terms.ts';
import { text } from './words.ts';

/** A question mark beside a hard word: leads to its entry among the words that the page of help explains. */
export function HelpMark({ term }: { term: ExplainedTerm }) {
  return (
    <HelpLink at={term} class="help-mark" name={text('helpOn', [{ message: explainedTerms[term] }])}>
      <span aria-hidden="true">?</span>
    </HelpLink>
  );
}
