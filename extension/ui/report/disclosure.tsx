import type { ComponentChildren, Ref } from 'preact';
import { useState } from 'preact/hooks';

interface Props {
  class?: string;
  summary: ComponentChildren;
  summaryRef?: Ref<HTMLElement>;
  /** Opened from elsewhere, or open from the start. */
  open?: boolean;
  onToggle?: (open: boolean) => void;
  /** A function is only called once the disclosure is open: what nobody looks at costs nothing. */
  children: ComponentChildren | (() => ComponentChildren);
}

export function Disclosure({ class: className, summary, summaryRef, open, onToggle, children }: Props) {
  const [opened, setOpened] = useState(open ?? false);
  const shown = open ?? opened;
  return (
    <details
      class={className}
      open={shown}
      onToggle={(event) => {
        setOpened(event.currentTarget.open);
        if (event.currentTarget.open !== shown) onToggle?.(event.currentTarget.open);
      }}
    >
      <summary ref={summaryRef ?? null}>{summary}</summary>
      {typeof children !== 'function' ? children : shown && children()}
    </details>
  );
}
