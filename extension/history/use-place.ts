import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type Place, placeOf, queryOf } from './address.ts';

export interface InPlace {
  place: Place;
  /**
   * Goes to another place: one step that Back takes back. Steps with the same `within` that follow one another (the
   * letters of a word) are one.
   */
  go(place: Place, within?: string): void;
}

/** How far each place was scrolled when it was left. */
const scrolled = new Map<string, number>();
let opened: string | null = null;

/** The visit that was last looked at from the list, or the later one of two: where the keyboard goes on when one comes back. */
export const lastOpened = () => opened;

/** The place that the page's address says, and how to go to another. */
export function usePlace(): InPlace {
  const [place, setPlace] = useState(() => placeOf(location.search));
  const current = useRef(place);
  /** Where to scroll to once the place is drawn. */
  const scrollingTo = useRef<number | null>(null);

  const show = useCallback((next: Place, scroll: number | null) => {
    scrolled.set(queryOf(current.current), scrollY);
    if (next.view === 'visit') opened = next.id;
    if (next.view === 'compare') opened = next.after;
    current.current = next;
    scrollingTo.current = scroll;
    setPlace(next);
  }, []);

  useEffect(() => {
    history.scrollRestoration = 'manual';
    const back = () => {
      const next = placeOf(location.search);
      show(next, scrolled.get(queryOf(next)) ?? 0);
    };
    addEventListener('popstate', back);
    return () => removeEventListener('popstate', back);
  }, [show]);

  useLayoutEffect(() => {
    if (scrollingTo.current === null) return;
    scrollTo({ top: scrollingTo.current, behavior: 'instant' });
    scrollingTo.current = null;
  }, [place]);

  const go = useCallback(
    (next: Place, within?: string) => {
      const url = location.pathname + queryOf(next);
      if (within !== undefined && history.state === within) history.replaceState(within, '', url);
      else history.pushState(within ?? null, '', url);
      show(next, next.view === current.current.view ? null : 0);
    },
    [show],
  );

  return { place, go };
}
