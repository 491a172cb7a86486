/** The rings without anybody on them. */
export function StatePicture() {
  return (
    <svg class="state-picture" viewBox="0 0 96 96" aria-hidden="true">
      <circle class="ring" cx="48" cy="48" r="44" />
      <circle class="ring" cx="48" cy="48" r="30" />
      <circle class="ring" cx="48" cy="48" r="16" />
      <circle class="you" cx="48" cy="48" r="5" />
    </svg>
  );
}
