import { text } from './words.ts';

/** Says why something cannot be changed here. */
export function LockedNote() {
  return <p class="locked note">{text('optionsLocked')}</p>;
}
