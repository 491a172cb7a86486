import browser, { type Runtime } from 'webextension-polyfill';

/** Content scripts speak to the background too; what a person has set or declared is none of their business. */
export function isOwnPage({ id, url }: Runtime.MessageSender): boolean {
  return id === browser.runtime.id && url?.startsWith(browser.runtime.getURL('')) === true;
}
