import {
  defaultRangeExtractor,
  measureElement,
  observeWindowOffset,
  observeWindowRect,
  type VirtualItem,
  Virtualizer,
  windowScroll,
} from '@tanstack/virtual-core';
import type { RefObject } from 'preact';
import { useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';

interface Wanted {
  count: number;
  keyOf: (index: number) => string;
  /** Height of a row in pixels before it is measured. */
  estimate: number;
  /** A row that stays in the page wherever one scrolls: the keyboard is on it. */
  kept: number;
}

interface VirtualRows<List extends HTMLElement> {
  list: RefObject<List | null>;
  items: VirtualItem[];
  /** Of all rows, in pixels. */
  height: number;
  /** Where the list begins in the page, which `VirtualItem.start` counts from the top of. */
  margin: number;
  measure: (row: HTMLElement | null) => void;
  scrollTo: (index: number) => void;
}

/** Rows of a long list that are in view, of a page that scrolls as a whole. */
export function useVirtualRows<List extends HTMLElement>({ count, keyOf, estimate, kept }: Wanted): VirtualRows<List> {
  const list = useRef<List>(null);
  const [, redraw] = useReducer((times: number, _: null) => times + 1, 0);
  const [margin, setMargin] = useState(0);
  const options = {
    count,
    getItemKey: keyOf,
    estimateSize: () => estimate,
    overscan: 6,
    scrollMargin: margin,
    getScrollElement: () => window,
    initialRect: { width: innerWidth, height: innerHeight },
    initialOffset: () => scrollY,
    observeElementRect: observeWindowRect,
    observeElementOffset: observeWindowOffset,
    scrollToFn: windowScroll,
    measureElement,
    rangeExtractor: (range: Parameters<typeof defaultRangeExtractor>[0]) => {
      const indexes = defaultRangeExtractor(range);
      if (kept < 0 || kept >= range.count || indexes.includes(kept)) return indexes;
      return [...indexes, kept].sort((a, b) => a - b);
    },
    onChange: () => redraw(null),
  };
  const [rows] = useState(() => new Virtualizer<Window, HTMLElement>(options));
  rows.setOptions(options);

  useLayoutEffect(() => rows._didMount(), [rows]);
  useLayoutEffect(() => rows._willUpdate());
  useLayoutEffect(() => {
    const find = () => {
      const top = list.current?.getBoundingClientRect().top;
      if (top !== undefined) setMargin(Math.round(top + scrollY));
    };
    find();
    // What stands above the list grows and shrinks.
    const watch = new ResizeObserver(find);
    watch.observe(document.body);
    return () => watch.disconnect();
  }, []);

  return {
    list,
    items: rows.getVirtualItems(),
    height: rows.getTotalSize(),
    margin,
    measure: (row) => rows.measureElement(row),
    scrollTo: (index) => rows.scrollToIndex(index, { align: 'auto' }),
  };
}
