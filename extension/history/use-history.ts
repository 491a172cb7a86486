import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import {
  type Aside,
  beginHistory,
  type HistoryView,
  isBlocked,
  listenToHistory,
} from '../../background/tell/history.ts';
import type { VisitRow } from '../model/history.ts';

/** The history at hand; `rows` are all visits, the latest first. In the state `latest` there are others, yet to be read. */
export type HistoryInHand =
  | { state: 'opening' }
  | { state: 'failed'; blocked: boolean }
  | { state: 'latest'; rows: readonly VisitRow[] }
  | { state: 'open'; view: HistoryView; rows: readonly VisitRow[]; aside: readonly Aside[] };

/** Milliseconds between two readings while visits are going on: the list must not flicker while one reads. */
const pace = 1000;

/** Begun when the page's script is read, before anything is drawn. */
let begun: ReturnType<typeof beginHistory> | null = null;
const begin = () => {
  begun ??= beginHistory();
  begun.view.catch(() => {
    begun = null;
  });
  return begun;
};
begin();

/** Resolves when what was drawn has been painted; in a tab that is out of sight nothing is. */
const painted = () =>
  new Promise<void>((resolve) => {
    if (document.hidden) resolve();
    else requestAnimationFrame(() => setTimeout(resolve));
  });

/** The history, read again whenever it has changed; `again` tries once more where it could not be opened. */
export function useHistory(): { history: HistoryInHand; again: () => void } {
  const [history, setHistory] = useState<HistoryInHand>({ state: 'opening' });
  const reading = useRef(0);

  const read = useCallback(async () => {
    const own = ++reading.current;
    try {
      const { latest, view: opening } = begin();
      const some = await latest;
      if (some) {
        // What is at hand already is more than these.
        setHistory((before) => (before.state === 'opening' ? { state: 'latest', rows: some } : before));
        await painted();
      }
      const view = await opening;
      const rows = await view.visits();
      const aside = await view.aside();
      if (own === reading.current) setHistory({ state: 'open', view, rows, aside });
    } catch (error) {
      if (own === reading.current) setHistory({ state: 'failed', blocked: isBlocked(error) });
    }
  }, []);

  useEffect(() => {
    void read();
    let due: ReturnType<typeof setTimeout> | null = null;
    const silence = listenToHistory(() => {
      due ??= setTimeout(() => {
        due = null;
        void read();
      }, pace);
    });
    return () => {
      silence();
      if (due !== null) clearTimeout(due);
    };
  }, [read]);

  return { history, again: () => void read() };
}
