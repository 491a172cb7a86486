import { bounds } from '../model/probe-bounds.ts';
import { tellInVoice } from './earlier.ts';
import { addressOf, now, prototypeOf, textOf, uncurry } from './natives.ts';
import { wrapClass, wrapMethod } from './wrap.ts';

/** Workers, which no probe reaches, and the list of the person's devices. */

const trusted = prototypeOf('TrustedScriptURL') as { toString(): string } | undefined;
const textOfTrusted = trusted && uncurry(trusted.toString);
const isTrusted = (given: unknown): given is object => {
  if (!textOfTrusted || typeof given !== 'object' || given === null) return false;
  try {
    (textOfTrusted as (url: object) => string)(given);
    return true;
  } catch {
    return false;
  }
};

function started(kind: 'dedicated' | 'shared', args: unknown[]): void {
  const given = args.length > 0 ? args[0] : undefined;
  const url = addressOf(isTrusted(given) ? (textOfTrusted as (url: object) => string)(given) : given);
  tellInVoice({ what: 'worker', at: now(), kind, url: textOf(url, bounds.url) });
}

wrapClass('Worker', (_, args) => started('dedicated', args));
wrapClass('SharedWorker', (_, args) => started('shared', args));

let listed = false;
wrapMethod(prototypeOf('MediaDevices'), 'enumerateDevices', () => {
  if (!listed) tellInVoice({ what: 'devices', at: now() });
  listed = true;
});
