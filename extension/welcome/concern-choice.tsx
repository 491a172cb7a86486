import { LockedNote } from '../ui/locked-note.tsx';
import { SettingsLink } from '../ui/page-links.tsx';
import { Presets } from '../ui/presets.tsx';
import { useSettings } from '../ui/use-settings.ts';
import { text } from '../ui/words.ts';

/** What the person fears most, as far as one click can say it; the rest is in the settings. */
export function ConcernChoice() {
  const { settings, locked, saving, change } = useSettings();
  if (settings === null) return null;
  const { concern } = settings;
  const picks = concern.preset === 'direct-access' || concern.preset === 'own';
  return (
    <section class="concern" aria-labelledby="concern">
      <h2 id="concern">{text('concernTitle')}</h2>
      <p class="lead">{text('welcomeConcernWhat')}</p>
      {locked.includes('concern') && <LockedNote />}
      <Presets
        concern={concern}
        locked={locked.includes('concern')}
        onChange={(chosen) => change({ ...settings, concern: chosen })}
      />
      <div role="status">
        {picks && (
          <p class="note">
            {text('welcomeConcernPick')} <SettingsLink />
          </p>
        )}
      </div>
      {saving.state === 'failed' && (
        <p class="problem" role="alert">
          {text('optionsNotSaved')}
        </p>
      )}
    </section>
  );
}
