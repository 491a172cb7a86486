import type { ProbeEventOf } from '../model/probe-event.ts';
import { apply, getter, now, prototypeOf } from './natives.ts';
import { makeNotes } from './notes.ts';
import { voice } from './voice.ts';
import { wrapMethod, wrapSetter } from './wrap.ts';

/**
 * Encoded transforms: script of the page that handles each frame of sound on its way out or in, which is how end-to-end
 * encryption is done. What the script does with it is not seen.
 */

const senders = prototypeOf('RTCRtpSender');
const receivers = prototypeOf('RTCRtpReceiver');
const connections = prototypeOf('RTCPeerConnection') as RTCPeerConnection | undefined;
const getSenders = connections?.getSenders;
const getReceivers = connections?.getReceivers;
const getTransceivers = connections?.getTransceivers;
const trackOf = {
  sender: getter<MediaStreamTrack | null>(senders, 'track'),
  receiver: getter<MediaStreamTrack>(receivers, 'track'),
};
const transformOf = {
  sender: getter<object | null>(senders, 'transform'),
  receiver: getter<object | null>(receivers, 'transform'),
};
const kindOf = getter<string>(prototypeOf('MediaStreamTrack'), 'kind');
const transceivers = prototypeOf('RTCRtpTransceiver');
const directionOf = getter<string | null>(transceivers, 'currentDirection');
const senderOf = getter<object>(transceivers, 'sender');
const receiverOf = getter<object>(transceivers, 'receiver');

type Side = 'sender' | 'receiver';
export type Kind = 'audio' | 'video';

/** Senders and receivers whose frames the page took with `createEncodedStreams`: for good, there is no way back. */
const taken = makeNotes<true>();

function kind(side: Side, bearer: object): Kind | 'unknown' {
  const track = trackOf[side](bearer);
  const of = track ? kindOf(track) : undefined;
  return of === 'audio' || of === 'video' ? of : 'unknown';
}

const has = (side: Side, bearer: object): boolean => taken.of(bearer) === true || Boolean(transformOf[side](bearer));

type Heard = (holds: (connection: object) => boolean, event: ProbeEventOf<'transform'>) => void;
let heard: Heard = () => {};

/** @param to is given a way to ask whether a connection is the one that the transform is on */
export function onTransform(to: Heard): void {
  heard = to;
}

function see(side: Side, bearer: object, how: 'script-transform' | 'encoded-streams'): void {
  if (!voice) return;
  const get = side === 'sender' ? getSenders : getReceivers;
  const holds = (connection: object) => {
    const all = get ? (apply(get, connection as RTCPeerConnection, []) as object[]) : [];
    for (let i = 0; i < all.length; i++) if (all[i] === bearer) return true;
    return false;
  };
  heard(holds, { what: 'transform', connection: null, at: now(), on: side, kind: kind(side, bearer), how });
}

function watch(side: Side, prototype: object | undefined): void {
  wrapSetter(prototype, 'transform', (self) => {
    if (transformOf[side](self)) see(side, self, 'script-transform');
  });
  wrapMethod(prototype, 'createEncodedStreams', (self) => {
    taken.put(self, true);
    see(side, self, 'encoded-streams');
  });
}
watch('sender', senders);
watch('receiver', receivers);

export interface Ends {
  senders: number;
  sendersTransformed: number;
  receivers: number;
  receiversTransformed: number;
}

/** Counts what sends and receives one kind of media in a connection, by what the two ends have agreed on. */
export function endsOf(connection: object, wanted: Kind): Ends {
  const ends: Ends = { senders: 0, sendersTransformed: 0, receivers: 0, receiversTransformed: 0 };
  if (!getTransceivers) return ends;
  const all = apply(getTransceivers, connection as RTCPeerConnection, []) as object[];
  for (let i = 0; i < all.length; i++) {
    const transceiver = all[i] as object;
    const direction = directionOf(transceiver);
    const both = direction === 'sendrecv';
    const sender = senderOf(transceiver);
    const receiver = receiverOf(transceiver);
    if ((both || direction === 'sendonly') && sender && kind('sender', sender) === wanted) {
      ends.senders++;
      if (has('sender', sender)) ends.sendersTransformed++;
    }
    if ((both || direction === 'recvonly') && receiver && kind('receiver', receiver) === wanted) {
      ends.receivers++;
      if (has('receiver', receiver)) ends.receiversTransformed++;
    }
  }
  return ends;
}
