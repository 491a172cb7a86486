import { useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import { allSites } from '../model/access.ts';
import { text } from './words.ts';

/** The button that asks for access to sites, and what is said where it is refused. */
export function AskForAccess({ onGranted }: { onGranted?: () => void }) {
  const [refused, setRefused] = useState(false);
  return (
    <>
      <p>
        <button
          type="button"
          class="button"
          onClick={() => {
            // First thing in the click: Firefox asks only while it handles one.
            const asked = browser.permissions.request(allSites);
            asked.then(
              (granted) => {
                setRefused(!granted);
                if (granted) onGranted?.();
              },
              () => setRefused(true),
            );
          }}
        >
          {text('stateNoPermissionAsk')}
        </button>
      </p>
      {refused && <p role="alert">{text('stateNoPermissionRefused')}</p>}
    </>
  );
}
