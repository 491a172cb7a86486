/**
 * The page probe, in the page's own world at document_start: sees that a microphone is opened or a peer connection is
 * made, and tells the relay. It changes nothing: arguments, results, errors and their timing are the page's own.
 *
 * The page shares this world and is hostile. Every primitive is taken before the page's first script runs, and the
 * channel is a MessagePort that is handed over once, synchronously, before there is anybody to listen in.
 */
(() => {
  const { apply, construct } = Reflect;
  const { defineProperty, getOwnPropertyDescriptor } = Object;
  const listen = EventTarget.prototype.addEventListener;
  const then = Promise.prototype.then;
  const liveTracks = new WeakSet<MediaStreamTrack>();
  const addLive = liveTracks.add.bind(liveTracks);
  const isLive = liveTracks.has.bind(liveTracks);
  const dropLive = liveTracks.delete.bind(liveTracks);
  let live = 0;

  const channel = new MessageChannel();
  const post = channel.port1.postMessage.bind(channel.port1) as (message: number) => void;
  const handOver = () => dispatchEvent(new MessageEvent('earshot:port', { ports: [channel.port2] }));
  // Whichever of probe and relay starts first, they meet before the page's first script: see relay.ts.
  const onRelay = () => handOver();
  addEventListener('earshot:relay', onRelay, { once: true, capture: true });
  handOver();
  queueMicrotask(() => removeEventListener('earshot:relay', onRelay, true));

  /** 0: microphone off. 1: microphone on. 2: a peer connection was made. Numbers, so that nothing can be read into it. */
  const tell = (what: 0 | 1 | 2) => {
    try {
      post(what);
    } catch {
      // A closed channel must not become the page's error.
    }
  };

  const drop = (track: MediaStreamTrack) => {
    if (!isLive(track)) return;
    dropLive(track);
    live--;
    if (live === 0) tell(0);
  };

  const wrap = <T extends object>(
    target: T,
    name: keyof T & string,
    after: (self: unknown, result: unknown) => void,
  ) => {
    const descriptor = getOwnPropertyDescriptor(target, name);
    if (typeof descriptor?.value !== 'function') return;
    const value = new Proxy(descriptor.value, {
      apply(original, self, args) {
        const result = apply(original, self, args);
        try {
          after(self, result);
        } catch {
          // What Earshot cannot see it leaves alone.
        }
        return result;
      },
    });
    defineProperty(target, name, { ...descriptor, value });
  };

  const audioTracks = typeof MediaStream === 'function' ? MediaStream.prototype.getAudioTracks : null;
  const onStream = (stream: MediaStream) => {
    if (!audioTracks) return;
    const tracks = apply(audioTracks, stream, []) as MediaStreamTrack[];
    for (let i = 0; i < tracks.length; i++) {
      const track = tracks[i];
      if (!track || isLive(track)) continue;
      addLive(track);
      live++;
      if (live === 1) tell(1);
      apply(listen, track, ['ended', () => drop(track)]);
    }
  };

  // The second reaction keeps a refusal from being reported as ours. Its price: a page that ignores a refused
  // microphone altogether gets no `unhandledrejection` event for it.
  const watch = (promise: unknown) => apply(then, promise, [onStream, () => undefined]);

  if (typeof MediaDevices === 'function') wrap(MediaDevices.prototype, 'getUserMedia', (_, result) => watch(result));
  if (typeof MediaStreamTrack === 'function') {
    wrap(MediaStreamTrack.prototype, 'stop', (self) => drop(self as MediaStreamTrack));
  }

  const Native = globalThis.RTCPeerConnection;
  if (typeof Native === 'function') {
    const Wrapped: typeof Native = new Proxy(Native, {
      construct(target, args, newTarget) {
        const made = construct(target, args, newTarget === Wrapped ? target : newTarget) as RTCPeerConnection;
        tell(2);
        return made;
      },
    });
    const put = (holder: object, name: string) => {
      const descriptor = getOwnPropertyDescriptor(holder, name);
      if (descriptor) defineProperty(holder, name, { ...descriptor, value: Wrapped });
    };
    put(globalThis, 'RTCPeerConnection');
    put(globalThis, 'webkitRTCPeerConnection');
    put(Native.prototype, 'constructor');
  }
})();
