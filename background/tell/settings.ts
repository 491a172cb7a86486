import browser, { type Runtime } from 'webextension-polyfill';
import {
  choicesOf,
  lockedBy,
  readSettingsAsk,
  type SettingsAnswer,
  type SettingsAsk,
  saved,
} from '../../extension/model/settings.ts';
import { changeSettings, loadPolicy, loadSettings } from '../remember/settings.ts';
import { isOwnPage } from './own-page.ts';

/**
 * Answers the extension's own pages with the settings as they hold: asked for them, to save others, or to pause and go
 * on. Rejects where they could not be saved. Must be called synchronously when the background starts.
 */
export function answerSettings(): void {
  browser.runtime.onMessage.addListener((message: unknown, sender: Runtime.MessageSender) => {
    const ask = isOwnPage(sender) ? readSettingsAsk(message) : null;
    return ask === null ? undefined : answer(ask);
  });
}

async function answer(ask: SettingsAsk): Promise<SettingsAnswer> {
  const policy = await loadPolicy();
  if (ask.ask === 'save-settings') await changeSettings((stored) => saved(stored, ask.settings, policy));
  if (ask.ask === 'pause') await changeSettings((stored) => ({ ...stored, paused: ask.paused }));
  return { settings: choicesOf(await loadSettings()), locked: lockedBy(policy) };
}
