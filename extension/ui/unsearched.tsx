import { useEffect, useState } from 'preact/hooks';
import { type SearchedAside, searchAside } from '../../background/tell/history-aside.ts';
import type { HistoryAnswer } from '../model/history.ts';
import { dateOf, sentences, text } from './words.ts';

/** What was put aside, searched once; null while it is being searched. */
export function useAside(): readonly SearchedAside[] | null {
  const [aside, setAside] = useState<readonly SearchedAside[] | null>(null);
  useEffect(() => {
    searchAside().then(setAside, () => setAside([]));
  }, []);
  return aside;
}

interface Props {
  /** What was put aside and cannot be searched. */
  aside: readonly SearchedAside[];
  /** Names of the databases that are to go as a whole. */
  whole: ReadonlySet<string>;
  onChange: (whole: ReadonlySet<string>) => void;
}

/** Says where some visits cannot be looked for, and offers to delete all that is there. */
export function Unsearched({ aside, whole, onChange }: Props) {
  if (aside.length === 0) return null;
  const change = (name: string, on: boolean) => {
    const next = new Set(whole);
    if (on) next.add(name);
    else next.delete(name);
    onChange(next);
  };
  return (
    <div class="unsearched">
      <p>{text('asideUnread')}</p>
      {aside.map(({ name, at }) => (
        <label key={name}>
          <input
            type="checkbox"
            name="aside"
            value={name}
            checked={whole.has(name)}
            onChange={({ currentTarget }) => change(name, currentTarget.checked)}
          />
          <span>{text('asideWhole', [dateOf(at)])}</span>
        </label>
      ))}
    </div>
  );
}

/** What is said of a deletion that was done, and of what is left to do. */
export function deletedWords({ visits, left = 0 }: Extract<HistoryAnswer, { done: true }>): string {
  const deleted = text('historyDeleted', [visits], visits);
  return left > 0 ? sentences([deleted, text('asideUnread')]) : deleted;
}
