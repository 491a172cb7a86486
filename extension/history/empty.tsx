import { text } from '../ui/words.ts';
import { StatePicture } from './state-picture.tsx';

/** Before the first visit: what will stand here, and what never will. */
export function Empty() {
  return (
    <section class="state">
      <StatePicture />
      <h2>{text('visitsEmpty')}</h2>
      <p>{text('visitsEmptyWhy')}</p>
      <ul class="bullets">
        <li>{text('visitsEmptyOrdinary')}</li>
        <li>{text('visitsEmptyPrivate')}</li>
        <li>{text('visitsEmptyMasked')}</li>
      </ul>
    </section>
  );
}
