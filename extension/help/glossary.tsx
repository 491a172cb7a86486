import { text } from '../ui/words.ts';
import { glossary } from './glossary-terms.ts';

export function Glossary() {
  return (
    <section aria-labelledby="glossary">
      <h2 id="glossary">{text('glossaryTitle')}</h2>
      {glossary.map(({ title, terms }) => (
        <section class="terms" key={title} aria-labelledby={title}>
          <h3 id={title}>{text(title)}</h3>
          <dl class="card">
            {terms.map(({ id, term, what }) => (
              <div id={id} key={id}>
                <dt>{text(term)}</dt>
                <dd>{text(what)}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </section>
  );
}
