import browser from 'webextension-polyfill';

/** Shows the page of welcome, once: when Earshot is installed. Must be called synchronously at the start. */
export function welcomeNewcomers(): void {
  browser.runtime.onInstalled.addListener(({ reason }) => {
    if (reason === 'install') void browser.tabs.create({ url: browser.runtime.getURL('welcome/index.html') });
  });
}
