/** An arrow that points on, or back, in the direction in which the page is read. */
export function Arrow({ to }: { to: 'before' | 'after' }) {
  return (
    <span class={`arrow arrow-${to}`} aria-hidden="true">
      {to === 'after' ? '→' : '←'}
    </span>
  );
}
