import { lawDoubt, lawName, lawPropertyKeys } from '../../../background/tell/say-law.ts';
import type { Exposure, Law as LawOfReport } from '../../model/report.ts';
import type { Certainty } from '../../model/vocabulary.ts';
import { English } from '../english.tsx';
import { SourceText } from '../external-link.tsx';
import { certaintyKeys, checkDepthKeys, throughKeys } from '../terms.ts';
import { countryName, listOf, say, text } from '../words.ts';
import { Disclosure } from './disclosure.tsx';

interface Props {
  law: LawOfReport;
  /**
   * By what it reaches a destination, and how sure that is; null for a law that stands in the way of others, and where
   * the reach is said above the law.
   */
  reach: { through: Exposure['through']; certainty: Certainty } | null;
}

/**
 * One law: its name and what it can do in a line each, how sure it is that it reaches, and what is in doubt of the law
 * itself; all that is known of it and from where, on demand.
 */
export function Law({ law, reach }: Props) {
  const words = lawPropertyKeys(law.properties).map((key) => text(key));
  const doubt = lawDoubt(law);
  return (
    <Disclosure
      class="inner law"
      summary={
        <>
          <b>{say(lawName(law))}</b> ({countryName(law.jurisdiction)}) <English>{shortArticles(law.articles)}</English>
          {words.length > 0 && <span class="law-words">{listOf(words.slice(0, 4))}</span>}
          {reach !== null && (
            <span class="law-words dim">
              {text('lawReach', [{ message: throughKeys[reach.through] }, { message: certaintyKeys[reach.certainty] }])}
            </span>
          )}
          {law.inForce === 'partly' && (
            <span class="law-words dim">
              <English>{law.status}</English>
            </span>
          )}
          {doubt !== null && <span class="law-words dim">{say(doubt)}</span>}
        </>
      }
    >
      {() => <LawBody law={law} words={words} />}
    </Disclosure>
  );
}

function LawBody({ law, words }: { law: LawOfReport; words: string[] }) {
  const depth = checkDepthKeys[law.checked.depth];
  return (
    <div class="law-body">
      <p lang="en" dir="ltr">
        {law.plain}
      </p>
      {words.length > 4 && <p>{listOf(words)}</p>}
      {law.articles.some((article) => article !== shortArticle(article)) && (
        <ul class="bullets" lang="en" dir="ltr">
          {law.articles.map((article) => (
            <li key={article}>{article}</li>
          ))}
        </ul>
      )}
      {law.caution !== null && (
        <p>
          <b>{text('lawCaution')}</b> <English>{law.caution}</English>
        </p>
      )}
      {law.counterView !== null && (
        <p>
          <b>{text('lawCounterView')}</b> <English>{law.counterView}</English>
        </p>
      )}
      <p class="dim">
        {law.originalName !== null && (
          <>
            <bdi>{law.originalName}</bdi> ·{' '}
          </>
        )}
        <English>
          {law.year} · {law.status}
        </English>
      </p>
      <p class="dim">
        {text('sources')}{' '}
        {law.sources.map((source, index) => (
          <>
            {index > 0 && ' · '}
            <SourceText source={source} />
          </>
        ))}
      </p>
      <p class="dim">
        {text('lawChecked', [law.checked.date, depth === undefined ? law.checked.depth : { message: depth }])}
        {law.checked.note !== null && (
          <>
            {' '}
            <English>{law.checked.note}</English>
          </>
        )}
      </p>
    </div>
  );
}

const articlesAtFirst = 4;
/** The catalogue's own: in English. */
const citations = new Intl.ListFormat('en', { type: 'unit' });

/** `Art. 7, 10, 14`: without what each article is about, and what repeats said once. */
function shortArticles(articles: string[]): string {
  const short = [...new Set(articles.map(shortArticle))];
  const [first = '', ...others] = short.slice(0, articlesAtFirst);
  const prefix = /^(\D+)\d/.exec(first)?.[1] ?? '';
  const numbers = others.map((article) =>
    prefix && article.startsWith(prefix) ? article.slice(prefix.length) : article,
  );
  return citations.format([first, ...numbers]) + (short.length > articlesAtFirst ? ' …' : '');
}

function shortArticle(article: string): string {
  return (/^[^:;,(]*(?:\([a-z0-9]\))*/.exec(article)?.[0] ?? article).trim() || article;
}
