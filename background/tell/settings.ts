import browser, { type Runtime } from 'webextension-polyfill';
import { type Choices, choicesOf, readSettingsAsk } from '../../extension/model/settings.ts';
import { changeSettings, loadSettings } from '../remember/settings.ts';
import { isOwnPage } from './own-page.ts';

/**
 * Answers the extension's own pages with the settings as they are stored: asked for them, or to save others. Rejects
 * where they could not be saved. Must be called synchronously when the background starts.
 */
export function answerSettings(): void {
  browser.runtime.onMessage.addListener((message: unknown, sender: Runtime.MessageSender) => {
    const ask = isOwnPage(sender) ? readSettingsAsk(message) : null;
    if (ask === null) return undefined;
    return ask.ask === 'settings' ? loadSettings().then(choicesOf) : save(ask.settings);
  });
}

async function save(choices: Choices): Promise<Choices> {
  return choicesOf(await changeSettings((stored) => ({ ...stored, ...choices })));
}
