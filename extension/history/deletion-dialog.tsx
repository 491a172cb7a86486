import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { commandHistory } from '../../background/tell/history.ts';
import type { HistoryAnswer, HistoryCommand } from '../model/history.ts';
import { text } from '../ui/words.ts';
import { Dialog } from './dialog.tsx';

interface Props {
  title: string;
  /** What the button says that does it. */
  act: string;
  /** Null where there is nothing that could be done. */
  command: HistoryCommand | null;
  onDone: (answer: Extract<HistoryAnswer, { done: true }>) => void;
  onClose: () => void;
  /** What goes, and is to be chosen. */
  children: ComponentChildren;
}

/** Asks before something is gone for good, does it, and says where it could not be done. */
export function DeletionDialog({ title, act, command, onDone, onClose, children }: Props) {
  const [state, setState] = useState<'asking' | 'deleting' | 'failed'>('asking');

  async function remove(what: HistoryCommand): Promise<void> {
    setState('deleting');
    try {
      const answer = await commandHistory(what);
      if (!answer.done) throw new Error(answer.problem);
      onDone(answer);
      onClose();
    } catch {
      setState('failed');
    }
  }

  return (
    <Dialog title={title} onClose={onClose}>
      <form method="dialog">
        <fieldset class="asked" disabled={state === 'deleting'}>
          {children}
        </fieldset>
        {state === 'failed' && (
          <p class="problem" role="alert">
            {text('historyNotDeleted')}
          </p>
        )}
        <div class="dialog-acts">
          <button type="submit" class="plain">
            {text('historyCancel')}
          </button>
          <button
            type="button"
            class="button danger"
            disabled={command === null || state === 'deleting'}
            onClick={() => command && void remove(command)}
          >
            {act}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
