import { text } from '../ui/words.ts';

export function PauseSection({ paused, onChange }: { paused: boolean; onChange: (paused: boolean) => void }) {
  return (
    <section class="pause" aria-labelledby="pause-title">
      <h2 id="pause-title">{text('pauseTitle')}</h2>
      <p class="lead">{text('pauseLead')}</p>
      <div class="card setting-card">
        <div class="setting">
          <p role="status">{text(paused ? 'pauseNow' : 'pauseNot')}</p>
          <button type="button" class={paused ? 'button' : 'plain'} onClick={() => onChange(!paused)}>
            {text(paused ? 'pauseEnd' : 'pauseBegin')}
          </button>
        </div>
      </div>
    </section>
  );
}
