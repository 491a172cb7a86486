import { useCallback, useState } from 'preact/hooks';

/** What was done last, in words. */
export interface Said {
  words: string;
  /** Counted, because the same words again would not be read out again. */
  count: number;
}

/** @returns what was said last, and how to say something */
export function useSaid(): [Said, (words: string) => void] {
  const [said, setSaid] = useState<Said>({ words: '', count: 0 });
  const say = useCallback((words: string) => setSaid(({ count }) => ({ words, count: count + 1 })), []);
  return [said, say];
}

/** Says what was done, to those who see the page and to those who hear it. */
export function SaidLine({ said: { words, count }, class: className }: { said: Said; class: string }) {
  return (
    <p class={className} role="status">
      {words !== '' && (
        <span key={count}>
          <span aria-hidden="true">✓ </span>
          {words}
        </span>
      )}
    </p>
  );
}
