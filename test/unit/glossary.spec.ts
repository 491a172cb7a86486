/** The words that the page of help explains. */
import { expect, test } from 'playwright/test';
import { glossary } from '../../extension/help/glossary-terms.ts';
import { explainedTerms } from '../../extension/ui/terms.ts';

test('every word that a report leads to is explained on the page of help, under the same name', () => {
  const explained = new Map(glossary.flatMap(({ terms }) => terms.map(({ id, term }) => [id, term] as const)));
  for (const [id, term] of Object.entries(explainedTerms)) expect(explained.get(id), id).toBe(term);
});
