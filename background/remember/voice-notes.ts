import type { Traffic } from '../../extension/model/media.ts';
import type { Time } from '../../extension/model/vocabulary.ts';

/**
 * What is needed to take in more of the voice, and may hold readable values: in memory and `storage.session` only. Keys
 * are those of `Media`.
 */
export interface VoiceNotes {
  /** Of a connection that has not asked its ICE servers yet: URL and user name of each. */
  asking: Record<string, { url: string; username: string | null }[]>;
  /** Data channels, with the totals that were last told of each. */
  channels: Record<string, { connection: string; sent: Traffic; received: Traffic; at: Time }>;
  /** URLs of sockets and WebTransport sessions. */
  urls: Record<string, string>;
  /** Pages that have gone, for new names of what they left. */
  gone: number;
}
