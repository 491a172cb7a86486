import { frameCipher } from '/frame-cipher.js';
import { options, room } from '/stage.js';

/**
 * End-to-end encryption of the voice, for rooms that ask for it: `?e2ee=transform` with RTCRtpScriptTransform,
 * `?e2ee=streams` with the older createEncodedStreams, which only Chromium has. The key stands in the fragment, which
 * no server sees: `#key=…`.
 */
const way = options.get('e2ee');
const key = new URLSearchParams(location.hash.slice(1)).get('key') ?? 'lotus';

/** What a connection has to be made with. */
export const protectedConfiguration = way === 'streams' ? { encodedInsertableStreams: true } : {};

const worker = way === 'transform' ? new Worker('/encryption-worker.js', { type: 'module' }) : null;
const cipher = way === 'streams' ? frameCipher(key) : null;

/** Encrypts what an RTCRtpSender sends, decrypts what an RTCRtpReceiver gets; does nothing where it was not asked for. */
export function protect(end) {
  const side = end instanceof RTCRtpSender ? 'encrypt' : 'decrypt';
  if (worker) end.transform = new RTCRtpScriptTransform(worker, { side, key });
  if (cipher) {
    const { readable, writable } = end.createEncodedStreams();
    readable
      .pipeThrough(new TransformStream({ transform: cipher[side] }))
      .pipeTo(writable)
      .catch((error) => {
        room.error = String(error);
      });
  }
}
