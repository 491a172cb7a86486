import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { text } from '../words.ts';

/** A list that shows its first few and the rest on demand. */
export function Few({ atFirst, children }: { atFirst: number; children: VNode[] }) {
  const [all, setAll] = useState(false);
  const hidden = children.length - atFirst;
  return (
    <>
      <ul class="few">
        {(all ? children : children.slice(0, atFirst)).map((child) => (
          <li key={child.key}>{child}</li>
        ))}
      </ul>
      {hidden > 0 && !all && (
        <button type="button" class="link small" onClick={() => setAll(true)}>
          {text('showMore', [hidden])}
        </button>
      )}
    </>
  );
}
