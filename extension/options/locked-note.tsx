import { text } from '../ui/words.ts';

/** Says why something cannot be changed here. */
export function LockedNote() {
  return (
    <p class="locked note">
      <span aria-hidden="true">🔒 </span>
      {text('optionsLocked')}
    </p>
  );
}
