import browser from 'webextension-polyfill';
import { text } from './words.ts';

/** The way to all visits of the past, in a tab of its own. */
export function HistoryLink() {
  return (
    <a href={browser.runtime.getURL('history/index.html')} target="_blank" rel="noopener">
      {text('footerHistory')}
    </a>
  );
}
