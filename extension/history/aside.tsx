import { useState } from 'preact/hooks';
import { type Aside, commandHistory, problemOf } from '../../background/tell/history.ts';
import { say, text } from '../ui/words.ts';
import { Dialog } from './dialog.tsx';
import { dateOf } from './times.ts';

/** A database that could not be read is there: nobody should keep it without knowing. */
export function AsideNote({ aside, onDelete }: { aside: Aside; onDelete: () => void }) {
  return (
    <section class="note bad" role="alert">
      <p>
        {say(problemOf(aside))} {text('asideWhat', [dateOf(aside.at)])}
      </p>
      <button type="button" class="plain" onClick={onDelete}>
        {text('asideDelete')}
      </button>
    </section>
  );
}

export function DeleteAsideDialog({ onClose, tell }: { onClose: () => void; tell: (words: string) => void }) {
  const [state, setState] = useState<'asking' | 'deleting' | 'failed'>('asking');

  async function remove(): Promise<void> {
    setState('deleting');
    try {
      const answer = await commandHistory({ command: 'delete-aside' });
      if (!answer.done) throw new Error(answer.problem);
      tell(text('asideDeleted'));
      onClose();
    } catch {
      setState('failed');
    }
  }

  return (
    <Dialog title={text('asideSure')} onClose={onClose}>
      <form method="dialog">
        <p>
          {text('asideSureWhat')} {text('deleteForGood')}
        </p>
        {state === 'failed' && (
          <p class="problem" role="alert">
            {text('historyNotDeleted')}
          </p>
        )}
        <div class="dialog-acts">
          <button type="submit" class="plain">
            {text('historyCancel')}
          </button>
          <button type="button" class="button danger" disabled={state === 'deleting'} onClick={() => void remove()}>
            {text('asideDelete')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
