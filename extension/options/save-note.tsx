import type { Saving } from '../ui/use-settings.ts';
import { text, timeOf } from '../ui/words.ts';

/** Says that a change was saved, or that it was not; always there, so that screen readers hear of it. */
export function SaveNote({ saving }: { saving: Saving }) {
  return (
    <>
      <p class={`save-note ${saving.state}`} role="status">
        {saving.state === 'saved' && (
          <>
            <span aria-hidden="true">✓ </span>
            {text('optionsSaved', [timeOf(saving.at)])}
          </>
        )}
      </p>
      {saving.state === 'failed' && (
        <p class="save-note failed" role="alert">
          {text('optionsNotSaved')}
        </p>
      )}
    </>
  );
}
