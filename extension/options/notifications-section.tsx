import { useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import { notifying } from '../model/access.ts';
import { LockedNote } from '../ui/locked-note.tsx';
import { useGranted } from '../ui/use-granted.ts';
import { text } from '../ui/words.ts';

interface Props {
  on: boolean;
  /** An organisation has fixed it. */
  locked: boolean;
  onChange: (on: boolean) => void;
}

/** Whether the browser's notifications are used. The permission comes and goes with the switch. */
export function NotificationsSection({ on, locked, onChange }: Props) {
  const granted = useGranted(notifying);
  const [refused, setRefused] = useState(false);

  function ask(then: () => void): void {
    // First thing in the click: Firefox asks only while it handles one.
    const asked = browser.permissions.request(notifying);
    asked.then(
      (given) => {
        setRefused(!given);
        if (given) then();
      },
      () => setRefused(true),
    );
  }

  function toggle(): void {
    if (!on) {
      ask(() => onChange(true));
      return;
    }
    onChange(false);
    void browser.permissions.remove(notifying).catch(() => {});
  }

  return (
    <section class="notifications" aria-labelledby="notifications-title">
      <h2 id="notifications-title">{text('notificationsTitle')}</h2>
      <p class="lead">{text('notificationsLead')}</p>
      <div class="card setting-card">
        <div class="setting">
          <label class="box">
            <input type="checkbox" name="notifications" checked={on} disabled={locked} onChange={toggle} />
            <span>
              <b>{text('notificationsSwitch')}</b>
              <span class="what">{text('notificationsWhat')}</span>
            </span>
          </label>
          {locked && <LockedNote />}
          {on && granted === false && (
            <p class="setting-line missing" role="status">
              <span>{text('notificationsMissing')}</span>
              <button type="button" class="button" onClick={() => ask(() => {})}>
                {text('notificationsAllow')}
              </button>
            </p>
          )}
          {refused && (
            <p class="problem" role="alert">
              {text('notificationsRefused')}
            </p>
          )}
        </div>
      </div>
    </section>
  );
}
