import browser, { type Runtime } from 'webextension-polyfill';
import { type IdentityAnswer, type IdentityAsk, readIdentityAsk } from '../../extension/model/identities.ts';
import type { Identities } from '../remember/identities.ts';
import { isOwnPage } from './own-page.ts';

/**
 * Answers the extension's own pages with what the person has declared, masked: asked for the list, to add an entry or to
 * remove one. Must be called synchronously when the background starts.
 *
 * @param inHand the entries, as soon as they are read
 */
export function answerIdentities(inHand: () => Promise<Identities>): void {
  browser.runtime.onMessage.addListener((message: unknown, sender: Runtime.MessageSender) => {
    const ask = isOwnPage(sender) ? readIdentityAsk(message) : null;
    return ask === null ? undefined : inHand().then((identities) => answer(ask, identities));
  });
}

async function answer(ask: IdentityAsk, identities: Identities): Promise<IdentityAnswer> {
  let problem: IdentityAnswer['problem'] = null;
  if (ask.ask === 'add-identity') problem = await identities.add(ask.kind, ask.value);
  if (ask.ask === 'remove-identity') problem = await identities.remove(ask.id);
  return { identities: await identities.shown(), problem };
}
