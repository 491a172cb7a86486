import browser from 'webextension-polyfill';
import { HelpLink } from './help-link.tsx';
import { HistoryLink } from './history-link.tsx';
import { text } from './words.ts';

/** The ways from one of Earshot's pages to the others. */
export function PageLinks({ here }: { here?: 'help' | 'settings' }) {
  return (
    <nav class="page-links" aria-label={text('visitsPages')}>
      <HistoryLink />
      {here !== 'settings' && <SettingsLink />}
      {here !== 'help' && <HelpLink />}
    </nav>
  );
}

export function SettingsLink() {
  return (
    <button type="button" class="link" onClick={() => void browser.runtime.openOptionsPage()}>
      {text('footerOptions')}
    </button>
  );
}
