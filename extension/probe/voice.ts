import { flush, hear } from './channel.ts';
import { asked } from './channel-words.ts';
import { add } from './natives.ts';

/**
 * Whether this frame belongs to a voice visit: it opened a microphone or made a peer connection, or the background says
 * so of its tab. Everywhere else nothing is told, and no content is looked at.
 */
export let voice = false;

const starts: (() => void)[] = [];
const ticks: (() => void)[] = [];

/** To be done when this frame comes to belong to a voice visit. */
export const whenVoiceStarts = (start: () => void) => add(starts, start);
/** To be done every two seconds while it does. */
export const onTick = (tick: () => void) => add(ticks, tick);

function run(all: (() => void)[]): void {
  for (let i = 0; i < all.length; i++) {
    try {
      all[i]?.();
    } catch {
      // What one part cannot see must not keep another from seeing.
    }
  }
}

/** This frame talks, or its tab does. */
export function startVoice(): void {
  if (voice) return;
  voice = true;
  run(starts);
}

hear((what) => {
  if (what === asked.watchOn) startVoice();
  else if (what === asked.watchOff) voice = false;
  else if (what === asked.tick && voice) {
    run(ticks);
    flush();
  }
});
