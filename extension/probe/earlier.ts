import type { ProbeEvent } from '../model/probe-event.ts';
import { tell } from './channel.ts';
import { add } from './natives.ts';
import { voice, whenVoiceStarts } from './voice.ts';

/**
 * Events of a kind that a page makes few of, and often before it opens the microphone: they wait in the page until this
 * frame belongs to a voice visit, the first ones of them.
 */
const most = 50;

let waiting: ProbeEvent[] = [];

export function tellInVoice(event: ProbeEvent): void {
  if (voice) tell(event);
  else if (waiting.length < most) add(waiting, event);
}

whenVoiceStarts(() => {
  for (let i = 0; i < waiting.length; i++) tell(waiting[i] as ProbeEvent);
  waiting = [];
});
