import browser from 'webextension-polyfill';
import { text } from '../ui/words.ts';

/** While Earshot is paused, nothing new comes in here. */
export function PausedNote({ onGoOn }: { onGoOn: () => void }) {
  return (
    <section class="note warn" aria-label={text('statePaused')}>
      <p>
        <b>{text('statePaused')}.</b> {text('statePausedWhy')}
      </p>
      <button type="button" class="plain" onClick={onGoOn}>
        {text('pauseEnd')}
      </button>
    </section>
  );
}

export function HistoryOffNote() {
  return (
    <section class="note warn" aria-label={text('visitsOff')}>
      <p>
        <b>{text('visitsOff')}.</b> {text('visitsOffWhy')}
      </p>
      <button type="button" class="plain" onClick={() => void browser.runtime.openOptionsPage()}>
        {text('footerOptions')}
      </button>
    </section>
  );
}
