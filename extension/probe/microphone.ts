import { say } from './channel.ts';
import { said } from './channel-words.ts';
import { add, apply, getter, listen, NativeProxy, passOn, prototypeOf, uncurry } from './natives.ts';
import { makeNotes } from './notes.ts';
import { startVoice } from './voice.ts';
import { wrapMethod } from './wrap.ts';

/** Whether a microphone track that a script of this frame asked for is live, clones of it included. */

const streams = (Reflect.get(globalThis, 'MediaStream') as typeof MediaStream | undefined)?.prototype;
const tracks = prototypeOf('MediaStreamTrack');
const audioTracksOf = streams && uncurry(streams.getAudioTracks);
const stateOf = getter<string>(tracks, 'readyState');

/** Tracks that carry the microphone's sound; `live` while they are counted. */
const microphones = makeNotes<{ live: boolean }>();
let live = 0;
let onOff: () => void = () => {};

/** @param then is called when the last microphone of the frame has gone off */
export function whenMicrophoneOff(then: () => void): void {
  onOff = then;
}

/** Whether a track comes from a microphone. */
export const isMicrophone = (track: object): boolean => microphones.of(track) !== undefined;

/** Calls `visit` with the audio tracks of a stream. */
export function eachAudioTrack(stream: object, visit: (track: object) => void): void {
  const all = audioTracksOf?.(stream as MediaStream);
  if (all) for (let i = 0; i < all.length; i++) visit(all[i] as object);
}

function watch(track: object): void {
  if (microphones.of(track) || stateOf(track) !== 'live') return;
  microphones.put(track, { live: true });
  live++;
  if (live === 1) say(said.microphoneOn);
  startVoice();
  // A track ends by itself when its device goes, or the person takes the permission back.
  listen(track, 'ended', () => check(track));
}

/** The page may say much; the browser's own word is what counts. */
function check(track: object): void {
  const note = microphones.of(track);
  if (!note?.live || stateOf(track) === 'live') return;
  note.live = false;
  live--;
  if (live > 0) return;
  say(said.microphoneOff);
  onOff();
}

function onStream(stream: object): void {
  try {
    eachAudioTrack(stream, watch);
  } catch {
    // What Earshot cannot see it leaves alone.
  }
}

wrapMethod(prototypeOf('MediaDevices'), 'getUserMedia', (_self, _args, stream) =>
  passOn(stream as Promise<object>, onStream),
);

/** The old form takes callbacks: the first of them is given the stream. */
function seeStream(args: unknown[]): void {
  if (args.length < 2 || typeof args[1] !== 'function') return;
  args[1] = new NativeProxy(
    args[1] as (stream: object) => unknown,
    {
      __proto__: null,
      apply(callback, self, given: object[]) {
        if (given.length > 0) onStream(given[0] as object);
        return apply(callback, self, given);
      },
    } as ProxyHandler<(stream: object) => unknown>,
  );
}
const navigators = prototypeOf('Navigator');
wrapMethod(navigators, 'getUserMedia', () => undefined, seeStream);
wrapMethod(navigators, 'webkitGetUserMedia', () => undefined, seeStream);
wrapMethod(navigators, 'mozGetUserMedia', () => undefined, seeStream);

wrapMethod(tracks, 'stop', (self) => check(self));
wrapMethod(tracks, 'clone', (self, _, clone) => {
  if (isMicrophone(self)) watch(clone as object);
});
wrapMethod(streams, 'clone', (self, _, clone) => {
  const carries: boolean[] = [];
  eachAudioTrack(self, (track) => add(carries, isMicrophone(track)));
  let i = 0;
  eachAudioTrack(clone as object, (track) => {
    if (carries[i++]) watch(track);
  });
});
