import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useVirtualRows } from './use-virtual-rows.ts';

interface Props {
  label: string;
  keys: readonly string[];
  /** Height of a row in pixels before it is measured. */
  estimate: number;
  /** The row on which the keyboard should be when the list comes. */
  focused: string | null;
  children: (index: number, active: boolean) => ComponentChildren;
}

/**
 * A list of any length of which only what is in view is in the page. One row at a time is reached with Tab; the arrow
 * keys, Page Up and Down, Home and End go from row to row.
 */
export function Rows({ label, keys, estimate, focused, children }: Props) {
  const [activeKey, setActiveKey] = useState(focused);
  const found = activeKey === null ? -1 : keys.indexOf(activeKey);
  const active = Math.max(0, found);
  const wanted = useRef(focused !== null && found >= 0);
  const { list, items, height, margin, measure, scrollTo } = useVirtualRows<HTMLUListElement>({
    count: keys.length,
    keyOf: (index) => keys[index] ?? String(index),
    estimate,
    kept: active,
  });

  useLayoutEffect(() => {
    if (!wanted.current) return;
    const row = list.current?.querySelector<HTMLElement>(`[data-index="${active}"] a`);
    if (!row) return;
    wanted.current = false;
    row.focus({ preventScroll: true });
  });

  function goTo(index: number): void {
    const at = Math.min(keys.length - 1, Math.max(0, index));
    setActiveKey(keys[at] ?? null);
    wanted.current = true;
    scrollTo(at);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(innerHeight / estimate) - 2);
    const steps: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: keys.length - 1,
    };
    const next = steps[event.key];
    if (next === undefined || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    goTo(next);
  }

  return (
    <ul ref={list} class="rows-list" aria-label={label} style={{ blockSize: `${height}px` }} onKeyDown={onKeyDown}>
      {items.map(({ index, key, start }) => (
        <li
          key={key}
          ref={measure}
          data-index={index}
          class="row"
          aria-setsize={keys.length}
          aria-posinset={index + 1}
          style={{ transform: `translateY(${start - margin}px)` }}
          onFocusIn={() => setActiveKey(keys[index] ?? null)}
        >
          {children(index, index === active)}
        </li>
      ))}
    </ul>
  );
}
