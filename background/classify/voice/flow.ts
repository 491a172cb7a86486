import type { Talk } from '../../../extension/model/media.ts';
import type { Certainty } from '../../../extension/model/vocabulary.ts';

/**
 * What a stream of voice looks like from outside. Codecs for speech begin at 6 kbit/s (RFC 6716, section 2.1.1) and
 * samples as they are need some 770 kbit/s; a packet holds 2.5 to 120 ms of Opus (RFC 6716, section 2.1.4), a block of an
 * AudioWorklet 128 samples, a chunk of a recorder a quarter of a second or more.
 */
const least = { kilobits: 6, messages: 4, span: 3000 };
const most = { kilobits: 2000, messages: 400 };

/** Whether binary messages came at the rate of a voice while the microphone was on. */
export function isVoiceLike({ binaries, binaryBytes, span }: Talk): boolean {
  if (span < least.span) return false;
  const kilobits = (binaryBytes * 8) / span;
  const messages = (binaries * 1000) / span;
  return (
    kilobits >= least.kilobits && kilobits <= most.kilobits && messages >= least.messages && messages <= most.messages
  );
}

/** The same where only bytes are counted. */
export function isVoiceLikeByBytes({ binaryBytes, span }: Talk): boolean {
  const kilobits = (binaryBytes * 8) / span;
  return span >= least.span && kilobits >= least.kilobits && kilobits <= most.kilobits;
}

/**
 * How sure it is that such a stream is the voice. Its rate alone only suggests it, for a page sends other things too, and
 * where a call carries sound already, less.
 */
export function flowCertainty(soundSeen: boolean, captured: boolean, calls: boolean): Certainty {
  if (soundSeen) return 'high';
  return captured && !calls ? 'medium' : 'low';
}
