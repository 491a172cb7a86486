import { useCallback, useEffect, useLayoutEffect, useState } from 'preact/hooks';

/**
 * Whether what is in the frame has no room in its width. Whoever shows it in another way then is asked again when the
 * frame has become wider.
 */
export function useTooWide(frame: { readonly current: HTMLElement | null }): boolean {
  /** CSS pixels in which it had no room. */
  const [tried, setTried] = useState(0);
  const measure = useCallback(() => {
    if (frame.current === null) return;
    const { scrollWidth, clientWidth } = frame.current;
    setTried((before) => (scrollWidth > clientWidth ? clientWidth : clientWidth > before ? 0 : before));
  }, [frame]);
  useLayoutEffect(measure);
  useEffect(() => {
    if (frame.current === null) return;
    const observer = new ResizeObserver(measure);
    observer.observe(frame.current);
    return () => observer.disconnect();
  }, [frame, measure]);
  return tried > 0;
}
