/** Recorded sound among bytes that a page sends. Pure; never throws. */

/** First bytes of the formats that browsers record into, and of what pages make of raw samples. */
const beginnings: readonly { media: string; at: number; bytes: readonly number[] }[] = [
  // EBML, RFC 8794 section 8.1: WebM and Matroska.
  { media: 'audio/webm', at: 0, bytes: [0x1a, 0x45, 0xdf, 0xa3] },
  // RFC 3533 section 6.
  { media: 'audio/ogg', at: 0, bytes: [0x4f, 0x67, 0x67, 0x53] },
  // ISO/IEC 14496-12 section 4.3: `ftyp`.
  { media: 'audio/mp4', at: 4, bytes: [0x66, 0x74, 0x79, 0x70] },
  // RFC 9639 section 6.
  { media: 'audio/flac', at: 0, bytes: [0x66, 0x4c, 0x61, 0x43] },
  // `WAVE` in a RIFF file.
  { media: 'audio/wav', at: 8, bytes: [0x57, 0x41, 0x56, 0x45] },
];

/** How far into a body a recording is looked for that something else stands before: headers of a form, a line of JSON. */
const headLength = 4096;

/** Recordings as browsers make them; long enough beginnings not to stand anywhere by chance. */
const within: readonly { media: string; text: string }[] = [
  { media: 'audio/webm', text: '\x1a\x45\xdf\xa3' },
  { media: 'audio/ogg', text: 'OggS\0' },
];

/** Media type of the sound that bytes begin with, that begins soon after, or that a part of a form says it is; else null. */
export function soundIn(bytes: Uint8Array): string | null {
  const known = beginnings.find(({ at, bytes: wanted }) => wanted.every((byte, i) => bytes[at + i] === byte));
  if (known) return known.media;
  const head = String.fromCharCode(...bytes.subarray(0, headLength));
  const recorded = within.find(({ text }) => head.includes(text));
  if (recorded) return recorded.media;
  if (!head.startsWith('--')) return null;
  return /\r\ncontent-type: ?(audio\/[\w.+-]{1,40}|video\/webm)/i.exec(head)?.[1]?.toLowerCase() ?? null;
}

/** Whether a media type, as a page writes it, is one of recorded sound. MediaRecorder calls sound `video/webm` too. */
export function isSound(type: string): boolean {
  return /^\s*(?:audio\/|video\/webm)/i.test(type);
}
