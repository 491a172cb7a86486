import * as v from 'valibot';
import { bounds } from './probe-bounds.ts';
import { type ProbeEvent, probeEvent } from './probe-event.ts';

/**
 * What the relay in a page's frame says to the background. The page is hostile: whatever comes through is validated here,
 * bounded, and attributed by the browser's word for who sent it, never by what it says.
 */
const relaySays = v.variant('say', [
  v.strictObject({
    say: v.literal('state'),
    /** Whether a microphone track that a script of this frame asked for is live; null: none was asked for. */
    microphone: v.nullable(v.boolean()),
    /** RTCPeerConnections made since the last message. */
    peerConnections: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1000)),
    /** A service worker answers for this page: its requests carry no tab. */
    controlled: v.boolean(),
    /** The tab is not in view. */
    hidden: v.boolean(),
  }),
  v.strictObject({ say: v.literal('seen'), events: v.pipe(v.array(v.unknown()), v.maxLength(bounds.batch)) }),
  v.strictObject({
    say: v.literal('earlier'),
    entries: v.pipe(
      v.array(
        v.strictObject({
          url: v.pipe(v.string(), v.maxLength(4096)),
          /** Milliseconds since the Unix epoch. */
          at: v.pipe(v.number(), v.finite()),
          type: v.pipe(v.string(), v.maxLength(40)),
        }),
      ),
      v.maxLength(500),
    ),
    /** Entries that were left out. */
    more: v.pipe(v.number(), v.integer(), v.minValue(0)),
  }),
]);
export type RelaySays = v.InferOutput<typeof relaySays>;

/** The same once it is validated. */
export type RelaySaid = Exclude<RelaySays, { say: 'seen' }> | { say: 'seen'; events: ProbeEvent[] };

/**
 * Reads a relay's message. Of a batch, each event is validated for itself: one that does not fit voids no other, and how
 * many did not is the last event of the batch, as `summarised`.
 *
 * @param at milliseconds since the Unix epoch, for that event
 * @returns null where the message is none of a relay's
 */
export function readRelay(message: unknown, at: number): RelaySaid | null {
  const says = v.safeParse(relaySays, message);
  if (!says.success) return null;
  if (says.output.say !== 'seen') return says.output;
  const read = says.output.events.map((event) => v.safeParse(probeEvent, event));
  const events = read.flatMap((event) => (event.success ? [event.output] : []));
  const unfit = read.length - events.length;
  if (unfit > 0) events.push({ what: 'summarised', at, events: unfit, bytes: 0 });
  return { say: 'seen', events };
}

/** Whether there is a relay in the tab's page: it answers `true`. */
export interface PresenceAsk {
  ask: 'there';
}

/** The tab is a voice visit from now on, or no longer: the probes of all its frames look at messages, or stop doing so. */
export interface WatchAsk {
  ask: 'watch';
  on: boolean;
}

/** What the background asks of the relays of a tab, all frames. */
export interface RelayAsk {
  ask: 'earlier';
  /** Resource Timing entries that started in this span, in milliseconds since the Unix epoch. */
  after: number;
  before: number;
}
