import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import { type Deletion, type HistoryCommand, readHistoryAnswer } from '../model/history.ts';
import { type HistorySettings, type Locked, retentions } from '../model/settings.ts';
import { HistoryLink } from '../ui/history-link.tsx';
import { LockedNote } from '../ui/locked-note.tsx';
import { deletedWords, Unsearched, useAside } from '../ui/unsearched.tsx';
import { text } from '../ui/words.ts';

interface Props {
  history: HistorySettings;
  locked: readonly Locked[];
  onChange: (history: HistorySettings) => void;
}

export function HistorySection({ history, locked, onChange }: Props) {
  return (
    <section class="history" aria-labelledby="history-title">
      <h2 id="history-title">{text('historyTitle')}</h2>
      <p class="lead">
        {text('historyLead')} <HistoryLink />
      </p>
      <div class="card setting-card">
        <Keep history={history} locked={locked.includes('history')} onChange={onChange} />
        {history.keep && (
          <>
            <Retention history={history} locked={locked.includes('retentionDays')} onChange={onChange} />
            <DeleteNow />
          </>
        )}
      </div>
    </section>
  );
}

type PartProps = Pick<Props, 'history' | 'onChange'> & { locked: boolean };

function Keep({ history, locked, onChange }: PartProps) {
  const [asking, setAsking] = useState(false);
  return (
    <div class="setting">
      <label class="box">
        <input
          type="checkbox"
          name="keep"
          checked={history.keep && !asking}
          disabled={locked}
          onChange={() => (history.keep ? setAsking(!asking) : onChange({ ...history, keep: true }))}
        />
        <span>
          <b>{text('historyKeep')}</b>
          <span class="what">{text('historyKeepWhat')}</span>
        </span>
      </label>
      {locked && <LockedNote />}
      {asking && (
        <Sure
          question={text('historyOffSure')}
          act={text('historyOff')}
          onSure={() => {
            setAsking(false);
            onChange({ ...history, keep: false });
          }}
          onCancel={() => setAsking(false)}
        />
      )}
    </div>
  );
}

function Retention({ history, locked, onChange }: PartProps) {
  const { days } = history;
  const offered: (number | null)[] = [...retentions];
  // An organisation may have fixed another number.
  if (!offered.includes(days)) offered.unshift(days);
  return (
    <div class="setting">
      <div class="setting-line">
        <label for="history-days">
          <b>{text('historyDays')}</b>
        </label>
        <select
          id="history-days"
          disabled={locked}
          value={days ?? 0}
          onChange={({ currentTarget }) => onChange({ ...history, days: Number(currentTarget.value) || null })}
        >
          {offered.map((one) => (
            <option key={one ?? 0} value={one ?? 0}>
              {one === null ? text('historyForever') : text('historyDay', [one], one)}
            </option>
          ))}
        </select>
      </div>
      <p class="what">{text('historyDaysWhat')}</p>
      {locked && <LockedNote />}
    </div>
  );
}

const hour = 3_600_000;
interface Span {
  name: string;
  key: string;
  /** Milliseconds until now; null for ever. */
  span: number | null;
}
const everything: Span = { name: 'everything', key: 'historyEverything', span: null };
const spans: readonly Span[] = [
  { name: 'hour', key: 'historyHour', span: hour },
  { name: 'day', key: 'historyLastDay', span: 24 * hour },
  { name: 'week', key: 'historyLastWeek', span: 7 * 24 * hour },
  everything,
];

function DeleteNow() {
  const [chosen, setChosen] = useState<Span>(spans[0] ?? everything);
  const [asking, setAsking] = useState(false);
  const [said, setSaid] = useState('');
  const [failed, setFailed] = useState(false);

  async function remove(aside: string[]): Promise<void> {
    setAsking(false);
    const { span } = chosen;
    const deletion: Deletion = span === null ? { what: 'everything' } : { what: 'since', since: Date.now() - span };
    const command: HistoryCommand = { command: 'delete-history', deletion, aside };
    try {
      const answer = readHistoryAnswer(await browser.runtime.sendMessage(command));
      if (!answer.done) throw new Error(answer.problem);
      setFailed(false);
      setSaid(deletedWords(answer));
    } catch {
      setSaid('');
      setFailed(true);
    }
  }

  return (
    <div class="setting">
      <div class="setting-line">
        <label for="history-delete">
          <b>{text('historyDelete')}</b>
        </label>
        <select
          id="history-delete"
          value={chosen.name}
          onChange={({ currentTarget }) => {
            setAsking(false);
            setChosen(spans.find(({ name }) => name === currentTarget.value) ?? chosen);
          }}
        >
          {spans.map(({ name, key }) => (
            <option key={name} value={name}>
              {text(key)}
            </option>
          ))}
        </select>
        <button type="button" class="plain" aria-expanded={asking} onClick={() => setAsking(!asking)}>
          {text('historyDeleteAsk')}
        </button>
      </div>
      <p class="what">{text('historyDeleteWhat')}</p>
      {asking && (
        <SureToDelete what={chosen} onSure={(aside) => void remove(aside)} onCancel={() => setAsking(false)} />
      )}
      <p class="declared-said" role="status">
        {said}
      </p>
      {failed && (
        <p class="problem" role="alert">
          {text('historyNotDeleted')}
        </p>
      )}
    </div>
  );
}

interface SureToDeleteProps {
  what: Span;
  /** With the names of the databases that were put aside and are to go as a whole. */
  onSure: (aside: string[]) => void;
  onCancel: () => void;
}

function SureToDelete({ what: { key, span }, onSure, onCancel }: SureToDeleteProps) {
  const aside = useAside();
  const [whole, setWhole] = useState<ReadonlySet<string>>(new Set());
  if (aside === null) return null;
  return (
    <Sure
      question={text('historyDeleteSure', [text(key)])}
      act={text('historyDeleteDo')}
      onSure={() => onSure(span === null ? [] : [...whole])}
      onCancel={onCancel}
    >
      {span !== null && (
        <Unsearched aside={aside.filter(({ visits }) => visits === null)} whole={whole} onChange={setWhole} />
      )}
      {span === null && aside.length > 0 && <p class="unsearched">{text('asideGoesToo')}</p>}
    </Sure>
  );
}

interface SureProps {
  question: string;
  act: string;
  onSure: () => void;
  onCancel: () => void;
  children?: ComponentChildren;
}

/** Asks once more before something is gone for good. */
function Sure({ question, act, onSure, onCancel, children }: SureProps) {
  return (
    <fieldset class="sure">
      <legend>{question}</legend>
      {children}
      <div class="sure-choices">
        <button type="button" class="button danger" onClick={onSure}>
          {act}
        </button>
        <button type="button" class="plain" onClick={onCancel}>
          {text('historyCancel')}
        </button>
      </div>
    </fieldset>
  );
}
