import { type Aside, problemOf } from '../../background/tell/history.ts';
import { dateOf, say, text } from '../ui/words.ts';
import { DeletionDialog } from './deletion-dialog.tsx';

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
  return (
    <DeletionDialog
      title={text('asideSure')}
      act={text('asideDelete')}
      command={{ command: 'delete-aside' }}
      onDone={() => tell(text('asideDeleted'))}
      onClose={onClose}
    >
      <p>
        {text('asideSureWhat')} {text('deleteForGood')}
      </p>
    </DeletionDialog>
  );
}
