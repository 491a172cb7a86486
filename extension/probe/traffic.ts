import { bounds } from '../model/probe-bounds.ts';
import type { ProbeEvent } from '../model/probe-event.ts';
import { base64Of, copyOf, lengthOf, readStart, sizeOfBlob } from './bytes.ts';
import { tell } from './channel.ts';
import { add, now, textOf } from './natives.ts';
import { keep } from './ring.ts';
import { onTick, voice } from './voice.ts';

/**
 * What goes through a WebSocket, a WebTransport session or a data channel: everything is counted, and the contents of the
 * first messages are told, then of a few per second, so that a channel full of sound does not hide one that signals.
 */
export class Traffic {
  texts = 0;
  textBytes = 0;
  binaries = 0;
  binaryBytes = 0;
}

/** Messages of one channel, and of all channels of the frame, whose contents are told at once; and more with each tick. */
const perChannel = { atOnce: 60, perTick: 6 };
const perFrame = { atOnce: 300, perTick: 40, bytesAtOnce: 1 << 20, bytesPerTick: 1 << 17 };
/**
 * Short messages that are told besides, once and for all: a call is set up with dozens of them. Firefox on a computer with
 * many addresses sends 66 ICE candidates through LiveKit's socket before the message that bears the person's name.
 */
const short = { length: 256, perChannel: 180, perFrame: 400 };
/** Channels whose totals are told. A page with more of them is summarised. */
const mostChannels = 300;

export interface ChannelEvents {
  message(at: number, length: number, data: MessageData): ProbeEvent;
  traffic(at: number, sent: Traffic, received: Traffic, open: boolean): ProbeEvent;
}

export type MessageData = Extract<ProbeEvent, { what: 'socket-message' }>['data'];

/** One WebSocket, WebTransport session or data channel. */
export class Channel {
  readonly sent = new Traffic();
  readonly received = new Traffic();
  /** How many messages may still be told. */
  allowance = perChannel.atOnce;
  /** And how many short ones besides. */
  shortAllowance = short.perChannel;
  /** Sum of all counts when they were last told. */
  told = 0;
  open = true;

  constructor(
    readonly events: ChannelEvents,
    /** Whether it still is what it was when it was made. */
    readonly isOpen: () => boolean,
  ) {}
}

let allowance = perFrame.atOnce;
let shortAllowance = short.perFrame;
let bytesAllowance: number = perFrame.bytesAtOnce;
let channels: Channel[] = [];

/** Keeps telling of a channel's totals while they change, and once more when it has closed. False: there are too many. */
export function follow(channel: Channel): boolean {
  if (channels.length >= mostChannels) return false;
  add(channels, channel);
  return true;
}

/** The page has sent something. Every message of every page comes through here: two counters, and little more. */
export function onSent(channel: Channel, data: unknown): void {
  const { sent } = channel;
  if (typeof data === 'string') {
    sent.texts++;
    sent.textBytes += data.length;
    if (voice) {
      if (mayTell(channel)) tellContents(channel, data, data.length, null);
    } else keep(channel, data, data.length);
    return;
  }
  if (typeof data !== 'object' || data === null) return;
  let length = lengthOf(data);
  const blob = length < 0;
  if (blob) {
    length = sizeOfBlob(data);
    if (length < 0) return;
  }
  sent.binaries++;
  sent.binaryBytes += length;
  if (voice) {
    if (mayTell(channel)) tellContents(channel, data, length, blob ? data : null);
  } else keep(channel, data, length);
}

const mayTell = ({ allowance, shortAllowance }: Channel): boolean => allowance > 0 || shortAllowance > 0;

function allow(channel: Channel, length: number): boolean {
  const size = length < bounds.message ? length : bounds.message;
  if (bytesAllowance < size) return false;
  if (length <= short.length && channel.shortAllowance > 0 && shortAllowance > 0) {
    channel.shortAllowance--;
    shortAllowance--;
  } else {
    if (channel.allowance <= 0 || allowance <= 0) return false;
    channel.allowance--;
    allowance--;
  }
  bytesAllowance -= size;
  return true;
}

function tellContents(channel: Channel, data: string | object, length: number, blob: object | null): void {
  if (!allow(channel, length)) return;
  const at = now();
  const { events } = channel;
  if (blob) {
    readStart(blob, bounds.message, (base64) => {
      tell(events.message(at, length, base64 === null ? { as: 'unread' } : { as: 'bytes', base64 }));
    });
  } else if (typeof data === 'string') {
    tell(events.message(at, length, { as: 'text', text: textOf(data, bounds.message) }));
  } else tell(events.message(at, length, { as: 'bytes', base64: base64Of(copyOf(data, bounds.message)) }));
}

/** A message that was sent before this frame belonged to a voice visit. */
export function tellKept(channel: Channel, at: number, length: number, data: string | Uint8Array | null): void {
  if (!allow(channel, length)) return;
  const told: MessageData =
    data === null
      ? { as: 'unread' }
      : typeof data === 'string'
        ? { as: 'text', text: data }
        : { as: 'bytes', base64: base64Of(data) };
  tell(channel.events.message(at, length, told));
}

/** Something has come in: it is counted, never read. */
export function onReceived({ received }: Channel, data: unknown): void {
  if (typeof data === 'string') {
    received.texts++;
    received.textBytes += data.length;
    return;
  }
  if (typeof data !== 'object' || data === null) return;
  const length = lengthOf(data);
  received.binaries++;
  received.binaryBytes += length < 0 ? sizeOfBlob(data) : length;
}

const countOf = ({ texts, binaries }: Traffic) => texts + binaries;

onTick(() => {
  allowance = atMost(allowance + perFrame.perTick, perFrame.atOnce);
  bytesAllowance = atMost(bytesAllowance + perFrame.bytesPerTick, perFrame.bytesAtOnce);
  const before = channels;
  channels = [];
  for (let i = 0; i < before.length; i++) {
    const channel = before[i] as Channel;
    channel.allowance = atMost(channel.allowance + perChannel.perTick, perChannel.atOnce);
    const open = channel.open && channel.isOpen();
    tellTraffic(channel, open);
    if (open) add(channels, channel);
  }
});

const atMost = (value: number, most: number) => (value < most ? value : most);

function tellTraffic(channel: Channel, open: boolean): void {
  const { sent, received } = channel;
  const count = countOf(sent) + countOf(received);
  if (count === channel.told && open) return;
  channel.told = count;
  channel.open = open;
  tell(channel.events.traffic(now(), copyTraffic(sent), copyTraffic(received), open));
}

/** What is told must not change while it waits. */
const copyTraffic = ({ texts, textBytes, binaries, binaryBytes }: Traffic): Traffic => ({
  texts,
  textBytes,
  binaries,
  binaryBytes,
});
