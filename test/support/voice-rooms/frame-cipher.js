/** The first byte of an Opus frame tells media servers how to treat it, and stays readable, as in LiveKit and Jitsi. */
const clear = 1;
const ivBytes = 12;

/** Encrypts and decrypts encoded audio frames with AES-GCM: a clear byte, the ciphertext, its initialisation vector. */
export function frameCipher(passphrase) {
  const key = crypto.subtle
    .digest('SHA-256', new TextEncoder().encode(passphrase))
    .then((digest) => crypto.subtle.importKey('raw', digest, 'AES-GCM', false, ['encrypt', 'decrypt']));

  const joined = (...parts) => {
    const all = new Uint8Array(parts.reduce((length, part) => length + part.byteLength, 0));
    let at = 0;
    for (const part of parts) {
      all.set(new Uint8Array(part), at);
      at += part.byteLength;
    }
    return all.buffer;
  };

  return {
    async encrypt(frame, out) {
      const iv = crypto.getRandomValues(new Uint8Array(ivBytes));
      const head = frame.data.slice(0, clear);
      const voice = frame.data.slice(clear);
      const hidden = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: head }, await key, voice);
      frame.data = joined(head, hidden, iv.buffer);
      out.enqueue(frame);
    },
    async decrypt(frame, out) {
      const { data } = frame;
      const head = data.slice(0, clear);
      const iv = data.slice(-ivBytes);
      try {
        const hidden = data.slice(clear, -ivBytes);
        const voice = await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: head }, await key, hidden);
        frame.data = joined(head, voice);
        out.enqueue(frame);
      } catch {
        // Somebody with another key: not to be heard.
      }
    },
  };
}
