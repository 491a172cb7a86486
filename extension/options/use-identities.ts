import { useEffect, useRef, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import {
  type DeclarableKind,
  type IdentityAnswer,
  type IdentityAsk,
  type IdentityProblem,
  readIdentityAnswer,
  type ShownIdentity,
} from '../model/identities.ts';
import { settingsItem } from '../model/settings.ts';

interface IdentitiesInHand {
  /** Null until the background has answered. */
  identities: ShownIdentity[] | null;
  /** The background did not answer: what is declared is not known here. */
  failed: boolean;
  /** @returns the list with it in, or why it is not */
  add(kind: DeclarableKind, value: string): Promise<IdentityAnswer>;
  remove(id: string): Promise<IdentityProblem | null>;
}

async function ask(question: IdentityAsk): Promise<IdentityAnswer> {
  return readIdentityAnswer(await browser.runtime.sendMessage(question));
}

/** What the person has declared, masked, as the background keeps it; also when another page changes it. */
export function useIdentities(): IdentitiesInHand {
  const [identities, setIdentities] = useState<ShownIdentity[] | null>(null);
  const [failed, setFailed] = useState(false);
  /** Number of the question asked last: an earlier one's answer is out of date. */
  const last = useRef(0);

  async function take(question: IdentityAsk): Promise<IdentityAnswer> {
    last.current++;
    const own = last.current;
    const answer = await ask(question);
    if (own === last.current) {
      setIdentities(answer.identities);
      setFailed(false);
    }
    return answer;
  }

  useEffect(() => {
    const refresh = () => void take({ ask: 'identities' }).catch(() => setFailed(true));
    const onChanged = (changes: Record<string, unknown>, area: string) => {
      if (area === 'local' && settingsItem in changes) refresh();
    };
    browser.storage.onChanged.addListener(onChanged);
    refresh();
    return () => browser.storage.onChanged.removeListener(onChanged);
  }, []);

  return {
    identities,
    failed,
    add: (kind, value) =>
      take({ ask: 'add-identity', kind, value }).catch(() => ({ identities: identities ?? [], problem: 'not-kept' })),
    remove: (id) =>
      take({ ask: 'remove-identity', id }).then(
        ({ problem }) => problem,
        () => 'not-kept',
      ),
  };
}
