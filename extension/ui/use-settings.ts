import { useEffect, useRef, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import {
  type Choices,
  choicesOf,
  defaultSettings,
  type Locked,
  policyItem,
  readSettingsAnswer,
  type SettingsAnswer,
  type SettingsAsk,
  settingsItem,
} from '../model/settings.ts';
import type { Time } from '../model/vocabulary.ts';

/** `saved` with the time, so that saving twice is said twice. */
export type Saving = { state: 'untouched' | 'saving' | 'failed' } | { state: 'saved'; at: Time };

interface SettingsInHand {
  /** Null until the background has answered. */
  settings: Choices | null;
  /** What an organisation has fixed: shown, and not to be changed here. */
  locked: readonly Locked[];
  saving: Saving;
  /** Shows and saves at once. What could not be saved is taken back. */
  change(settings: Choices): void;
}

async function ask(question: SettingsAsk): Promise<SettingsAnswer> {
  return readSettingsAnswer(await browser.runtime.sendMessage(question));
}

/** The settings as the background keeps them; also when another page changes them. */
export function useSettings(): SettingsInHand {
  const [settings, setSettings] = useState<Choices | null>(null);
  const [locked, setLocked] = useState<readonly Locked[]>([]);
  const [saving, setSaving] = useState<Saving>({ state: 'untouched' });
  const kept = useRef<Choices | null>(null);
  /** Saves under way: what an earlier one brought must not undo what the person has done since. */
  const underWay = useRef(0);

  useEffect(() => {
    const take = ({ settings: stored, locked: fixed }: SettingsAnswer) => {
      kept.current = stored;
      setLocked(fixed);
      if (underWay.current === 0) setSettings(stored);
    };
    const refresh = () =>
      void ask({ ask: 'settings' }).then(take, () => {
        if (kept.current === null) take({ settings: choicesOf(defaultSettings), locked: [] });
      });
    const onChanged = (changes: Record<string, unknown>, area: string) => {
      if (area === 'local' && (settingsItem in changes || policyItem in changes)) refresh();
    };
    browser.storage.onChanged.addListener(onChanged);
    refresh();
    return () => browser.storage.onChanged.removeListener(onChanged);
  }, []);

  function change(next: Choices): void {
    setSettings(next);
    setSaving({ state: 'saving' });
    underWay.current++;
    ask({ ask: 'save-settings', settings: next }).then(
      ({ settings: stored }) => {
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

  return { settings, locked, saving, change };
}
