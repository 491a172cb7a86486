import type { ComponentChildren } from 'preact';
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import {
  type Change,
  type Comparison,
  compareVisits,
  isSame,
  type KindChange,
  type PartyChange,
  sayComparison,
  type Way,
} from '../../background/tell/compare.ts';
import type { HistoryView, PastReport } from '../../background/tell/history.ts';
import type { VisitRow } from '../model/history.ts';
import { Arrow } from '../ui/arrow.tsx';
import { partyName } from '../ui/report/party.ts';
import { SeveritySign } from '../ui/severity.tsx';
import { encryptionKeys, kindKeys, learntKeys, placeKeys, routeKeys, severityKeys, voiceKeys } from '../ui/terms.ts';
import { countryName, dateOf, durationOf, say, text } from '../ui/words.ts';
import { InPageLink } from './in-page-link.tsx';
import { momentOf } from './times.ts';
import type { InPlace } from './use-place.ts';

interface Props {
  view: HistoryView;
  all: readonly VisitRow[];
  ids: [string, string];
  go: InPlace['go'];
}

type Pair = { before: PastReport; after: PastReport };

/** Two visits side by side: what is new in the later one, and what is gone. */
export function CompareView({ view, all, ids, go }: Props) {
  const [pair, setPair] = useState<Pair | 'reading' | 'gone' | 'failed'>('reading');
  const title = useRef<HTMLHeadingElement>(null);
  const [one, other] = ids;
  // A visit that goes on, or is weighed otherwise now, is read again.
  const state = ids.map((id) => stateOf(all.find((row) => row.id === id))).join();

  useEffect(() => {
    let left = false;
    Promise.all([view.report(one), view.report(other)]).then(
      ([first, second]) => {
        if (left) return;
        if (!first || !second) setPair('gone');
        // Whichever was named first: the earlier one is compared with the later.
        else if (first.visit.startedAt <= second.visit.startedAt) setPair({ before: first, after: second });
        else setPair({ before: second, after: first });
      },
      () => !left && setPair('failed'),
    );
    return () => {
      left = true;
    };
  }, [view, one, other, state]);

  const isRead = pair !== 'reading';
  useLayoutEffect(() => {
    if (isRead) title.current?.focus({ preventScroll: true });
  }, [isRead]);

  if (pair === 'reading') return <p class="reading dim">{text('visitReading')}</p>;
  return (
    <article class="compare">
      <nav class="crumbs" aria-label={text('visitWhere')}>
        <InPageLink place={{ view: 'list', by: 'visits', filter: {} }} go={go}>
          {text('visitAll')}
        </InPageLink>
        {typeof pair !== 'string' && (
          <InPageLink place={{ view: 'list', by: 'visits', filter: { site: pair.after.visit.site } }} go={go}>
            {text('visitOfSite', [pair.after.visit.site])}
          </InPageLink>
        )}
      </nav>
      <h1 ref={title} tabIndex={-1}>
        {text('compareTitle')}
      </h1>
      {typeof pair === 'string' ? (
        <p>{text(pair === 'gone' ? 'errorVisitGone' : 'errorReport')}</p>
      ) : (
        <Compared pair={pair} go={go} />
      )}
    </article>
  );
}

const stateOf = (row: VisitRow | undefined) => row && `${row.lastAt} ${row.summary.under}`;

function Compared({ pair: { before, after }, go }: { pair: Pair; go: InPlace['go'] }) {
  const comparison = useMemo(() => compareVisits(before, after), [before, after]);
  return (
    <>
      <div class="sides">
        <Side name={text('compareBefore')} past={before} go={go} />
        <Side name={text('compareAfter')} past={after} go={go} />
      </div>
      {isSame(comparison) ? (
        <p class="note ok">{text('compareSame')}</p>
      ) : (
        <>
          <Summary comparison={comparison} since={before.visit.startedAt} />
          <Voice comparison={comparison} />
          <Warnings comparison={comparison} />
          <Parties parties={comparison.parties} />
          <Countries comparison={comparison} />
        </>
      )}
      <p class="dim compare-note">{text('compareNote')}</p>
    </>
  );
}

function Side({ name, past, go }: { name: string; past: PastReport; go: InPlace['go'] }) {
  const { visit, verdict } = past.report;
  return (
    <section class="side panel" aria-label={name}>
      <h2>{name}</h2>
      <p>
        <InPageLink place={{ view: 'visit', id: visit.id }} go={go}>
          <bdi>{visit.site}</bdi>
        </InPageLink>
      </p>
      <p class="dim">
        {momentOf(visit.startedAt)} · {durationOf(visit.lastAt - visit.startedAt)}
      </p>
      <p class="side-verdict">
        <SeveritySign severity={verdict.severity} /> {say(verdict.headline)}
      </p>
    </section>
  );
}

/** Sentences that are read; the parties below say the same in full. */
const mostSaid = 12;

function Summary({ comparison, since }: { comparison: Comparison; since: number }) {
  const said = sayComparison(comparison);
  const [all, setAll] = useState(false);
  if (said.length === 0) return null;
  const hidden = all ? 0 : Math.max(0, said.length - mostSaid);
  return (
    <section class="panel changes" aria-labelledby="compare-since">
      <h2 id="compare-since">{text('compareSince', [dateOf(since)])}</h2>
      <ul>
        {said.slice(0, said.length - hidden).map(({ sign, phrase }) => (
          <li key={`${phrase.key} ${JSON.stringify(phrase.values)}`}>
            <Sign sign={sign} />
            <span>{say(phrase)}</span>
          </li>
        ))}
      </ul>
      {hidden > 0 && (
        <button type="button" class="link small" onClick={() => setAll(true)}>
          {text('showMore', [hidden])}
        </button>
      )}
    </section>
  );
}

/** What is new and what is gone, by sign, by colour, and by word for those who see neither. */
function Sign({ sign }: { sign: 'new' | 'gone' | 'changed' }) {
  const [mark, key] = (
    { new: ['+', 'compareNew'], gone: ['−', 'compareGoneMark'], changed: ['→', 'compareChanged'] } as const
  )[sign];
  return (
    <span class={`change change-${sign}`}>
      <span aria-hidden="true">{mark}</span>
      <span class="aside">{text(key)}</span>
    </span>
  );
}

function FromTo({ change, keys }: { change: Change<string>; keys: Record<string, string> }) {
  return (
    <>
      <span class="dim">{text(keys[change.before] ?? '')}</span> <Arrow to="after" />
      <span class="aside"> {text('compareBecame')} </span> {text(keys[change.after] ?? '')}
    </>
  );
}

function Section({ id, title, children }: { id: string; title: string; children: ComponentChildren }) {
  return (
    <section class="panel changes" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul>{children}</ul>
    </section>
  );
}

function Voice({ comparison: { route, encryption, severity } }: { comparison: Comparison }) {
  if (!route && !encryption && !severity) return null;
  return (
    <Section id="compare-voice" title={text('compareVoice')}>
      {severity && (
        <li>
          <Sign sign="changed" />
          <span>
            {text('compareSeverity')} <FromTo change={severity} keys={severityKeys} />
          </span>
        </li>
      )}
      {route && (
        <li>
          <Sign sign="changed" />
          <span>
            <FromTo change={route} keys={routeKeys} />
          </span>
        </li>
      )}
      {encryption && (
        <li>
          <Sign sign="changed" />
          <span>
            <FromTo change={encryption} keys={encryptionKeys} />
          </span>
        </li>
      )}
    </Section>
  );
}

function Warnings({ comparison: { warnings } }: { comparison: Comparison }) {
  if (warnings.length === 0) return null;
  return (
    <Section id="compare-warnings" title={text('compareWarnings')}>
      {warnings.map(({ warning, before, after }) => (
        <li key={`${warning.rule} ${warning.party}`}>
          <Sign sign={before === null ? 'new' : after === null ? 'gone' : 'changed'} />
          <SeveritySign severity={warning.severity} />
          <span>
            {say(warning.title)}
            {before !== null && after !== null && (
              <span class="dim">
                {' '}
                · <FromTo change={{ before, after }} keys={severityKeys} />
              </span>
            )}
          </span>
        </li>
      ))}
    </Section>
  );
}

function Countries({ comparison: { jurisdictions } }: { comparison: Comparison }) {
  const all = [
    ...jurisdictions.gained.map((country) => ({ country, sign: 'new' as const })),
    ...jurisdictions.lost.map((country) => ({ country, sign: 'gone' as const })),
  ];
  if (all.length === 0) return null;
  return (
    <Section id="compare-law" title={text('compareLaw')}>
      {all.map(({ country, sign }) => (
        <li key={country}>
          <Sign sign={sign} />
          <span>{countryName(country)}</span>
        </li>
      ))}
    </Section>
  );
}

function Parties({ parties }: { parties: PartyChange[] }) {
  if (parties.length === 0) return null;
  return (
    <section aria-labelledby="compare-parties">
      <h2 id="compare-parties">{text('compareParties')}</h2>
      <div class="party-changes">
        {parties.map((change) => (
          <PartyCard key={change.party.id} change={change} />
        ))}
      </div>
    </section>
  );
}

function PartyCard({ change: { party, presence, voice, kinds, ways, hosts } }: { change: PartyChange }) {
  const id = useId();
  const shows = voice !== null || kinds.length + ways.gained.length + ways.lost.length > 0;
  const listed = [
    ...hosts.gained.map((host) => ({ host, sign: 'new' as const })),
    ...hosts.lost.map((host) => ({ host, sign: 'gone' as const })),
  ];
  return (
    <section class="panel party-change" aria-labelledby={id}>
      <h3>
        {presence !== 'both' && <Sign sign={presence} />}
        <SeveritySign severity={party.severity} />
        <bdi id={id}>{partyName(party)}</bdi>
        <bdi class="dim codes">{party.countries.join(' ')}</bdi>
      </h3>
      {shows && (
        <ul>
          {voice && (
            <li>
              <Sign sign="changed" />
              <span>
                {text('compareVoiceOf')} <FromTo change={voice} keys={voiceKeys} />
              </span>
            </li>
          )}
          {kinds.map((kind) => (
            <KindLine key={kind.kind} change={kind} />
          ))}
          {ways.gained.map((way) => (
            <WayLine key={`new ${wayKey(way)}`} way={way} sign="new" />
          ))}
          {ways.lost.map((way) => (
            <WayLine key={`gone ${wayKey(way)}`} way={way} sign="gone" />
          ))}
        </ul>
      )}
      {listed.length > 0 && (
        <details class="inner">
          <summary>{text('compareHosts', [listed.length], listed.length)}</summary>
          <ul>
            {listed.map(({ host, sign }) => (
              <li key={host}>
                <Sign sign={sign} />
                <bdi>{host}</bdi>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function KindLine({ change: { kind, before, after } }: { change: KindChange }) {
  const sign = before === null ? 'new' : after === null ? 'gone' : 'changed';
  return (
    <li>
      <Sign sign={sign} />
      <span>
        <b>{text(kindKeys[kind])}</b>{' '}
        {before !== null && after !== null ? (
          <FromTo change={{ before, after }} keys={learntKeys} />
        ) : (
          <span class="dim">{text(learntKeys[after ?? before ?? 'plain'])}</span>
        )}
      </span>
    </li>
  );
}

const wayKey = ({ kind, place, encoding }: Way) => [kind, place, ...encoding].join(' ');

function WayLine({ way: { kind, place, encoding, keys }, sign }: { way: Way; sign: 'new' | 'gone' }) {
  return (
    <li class="dim">
      <Sign sign={sign} />
      <span>
        {text(kindKeys[kind])} · {text(placeKeys[place])}{' '}
        {keys.map((key) => (
          <>
            <code>{key}</code>{' '}
          </>
        ))}
        {encoding.length > 0 && (
          <>
            {text('encodedAs')} <code>{encoding.join(' › ')}</code>
          </>
        )}
      </span>
    </li>
  );
}
