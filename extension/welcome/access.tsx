import { allSites } from '../model/access.ts';
import { AskForAccess } from '../ui/ask-for-access.tsx';
import { useGranted } from '../ui/use-granted.ts';
import { text } from '../ui/words.ts';

/** Access to sites: why, whether it is there, and the way to give it. */
export function Access() {
  const granted = useGranted(allSites);
  return (
    <section
      class={`access card ${granted === false ? 'missing' : ''}`}
      data-granted={granted}
      aria-labelledby="access"
    >
      <h2 id="access">{text('accessTitle')}</h2>
      <p class="what">{text('accessWhy')}</p>
      <p class="access-state" role="status">
        {granted === true && (
          <>
            <span aria-hidden="true">✓ </span>
            {text('accessGranted')}
          </>
        )}
        {granted === false && text('accessMissing')}
      </p>
      {granted === false && <AskForAccess />}
    </section>
  );
}
