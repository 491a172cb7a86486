import browser, { type Runtime } from 'webextension-polyfill';
import { readSettingsAsk, type Settings } from '../../extension/model/settings.ts';
import { loadSettings, saveSettings } from '../remember/settings.ts';

/**
 * Answers the extension's own pages with the settings as they are stored: asked for them, or to save others. Rejects
 * where they could not be saved. Must be called synchronously when the background starts.
 */
export function answerSettings(): void {
  browser.runtime.onMessage.addListener((message: unknown, sender: Runtime.MessageSender) => {
    const ask = isOwnPage(sender) ? readSettingsAsk(message) : null;
    if (ask === null) return undefined;
    return ask.ask === 'settings' ? loadSettings() : save(ask.settings);
  });
}

async function save(settings: Settings): Promise<Settings> {
  await saveSettings(settings);
  return loadSettings();
}

/** Content scripts speak to the background too; what a person has set is none of their business. */
function isOwnPage({ id, url }: Runtime.MessageSender): boolean {
  return id === browser.runtime.id && url?.startsWith(browser.runtime.getURL('')) === true;
}
