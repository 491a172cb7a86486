import { useEffect, useRef, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import { type Choices, choicesOf, readSettings, type SettingsAsk, settingsItem } from '../model/settings.ts';
import type { Time } from '../model/vocabulary.ts';

/** `saved` with the time, so that saving twice is said twice. */
export type Saving = { state: 'untouched' | 'saving' | 'failed' } | { state: 'saved'; at: Time };

interface SettingsInHand {
  /** Null until the background has answered. */
  settings: Choices | null;
  saving: Saving;
  /** Shows and saves at once. What could not be saved is taken back. */
  change(settings: Choices): void;
}

const readChoices = (stored: unknown): Choices => choicesOf(readSettings(stored));

async function ask(question: SettingsAsk): Promise<Choices> {
  return readChoices(await browser.runtime.sendMessage(question));
}

/** The settings as the background keeps them; also when another page changes them. */
export function useSettings(): SettingsInHand {
  const [settings, setSettings] = useState<Choices | null>(null);
  const [saving, setSaving] = useState<Saving>({ state: 'untouched' });
  const kept = useRef<Choices | null>(null);
  /** Saves under way: what an earlier one brought must not undo what the person has done since. */
  const underWay = useRef(0);

  useEffect(() => {
    const take = (stored: Choices) => {
      kept.current = stored;
      if (underWay.current === 0) setSettings(stored);
    };
    const onChanged = (changes: Record<string, { newValue?: unknown }>, area: string) => {
      const change = changes[settingsItem];
      if (area === 'local' && change) take(readChoices(change.newValue));
    };
    browser.storage.onChanged.addListener(onChanged);
    ask({ ask: 'settings' }).then(take, () => take(readChoices(undefined)));
    return () => browser.storage.onChanged.removeListener(onChanged);
  }, []);

  function change(next: Choices): void {
    setSettings(next);
    setSaving({ state: 'saving' });
    underWay.current++;
    ask({ ask: 'save-settings', settings: next }).then(
      (stored) => {
        kept.current = stored;
        underWay.current--;
        if (underWay.current === 0) setSaving({ state: 'saved', at: Date.now() });
      },
      () => {
        underWay.current--;
        setSettings(kept.current);
        setSaving({ state: 'failed' });
      },
    );
  }

  return { settings, saving, change };
}
