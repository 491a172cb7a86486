/** A stretch of bytes: `bytes[start]` up to but not including `bytes[end]`. Views are dearer to make than two numbers. */
export interface Span {
  bytes: Uint8Array;
  start: number;
  end: number;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** UTF-8 bytes of a text. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** One byte for each character below U+0100; the others become `?`. */
export function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 256 ? code : 0x3f;
  });
}

/** Text of UTF-8 bytes; what is not UTF-8 becomes U+FFFD. */
export function textOf({ bytes, start, end }: Span): string {
  // Short ASCII is by far the commonest, and a call into the decoder costs more than the few characters.
  if (end - start < 24) {
    let text = '';
    let at = start;
    for (; at < end; at++) {
      const byte = bytes[at] as number;
      if (byte >= 128) break;
      text += String.fromCharCode(byte);
    }
    if (at === end) return text;
  }
  return decoder.decode(bytes.subarray(start, end));
}

const longestWord = 32;
/** Words by their hash, the latest of each: making a text is dear, and the same few keys come again and again. */
const words: (string | undefined)[] = new Array(1024);

/** `textOf`, for what is likely to have been asked for before: keys. */
export function wordOf(span: Span): string {
  const { bytes, start, end } = span;
  if (end - start > longestWord) return textOf(span);
  let hash = end - start;
  for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + (bytes[at] as number)) | 0;
  const slot = (hash ^ (hash >>> 10)) & 1023;
  const known = words[slot];
  if (known !== undefined && isText(bytes, start, end, known)) return known;
  const text = textOf(span);
  words[slot] = text;
  return text;
}

function isText(bytes: Uint8Array, start: number, end: number, text: string): boolean {
  if (text.length !== end - start) return false;
  for (let at = start, i = 0; at < end; at++, i++) {
    const byte = bytes[at] as number;
    if (byte >= 128 || byte !== text.charCodeAt(i)) return false;
  }
  return true;
}

/** Whether bytes are well-formed UTF-8 (RFC 3629). A decoder that throws would take a hundred times as long to say no. */
export function isUtf8({ bytes, start, end }: Span): boolean {
  for (let at = start; at < end; ) {
    const byte = bytes[at] as number;
    if (byte < 0x80) {
      at++;
      continue;
    }
    const length =
      byte >= 0xc2 && byte < 0xe0 ? 2 : byte >= 0xe0 && byte < 0xf0 ? 3 : byte >= 0xf0 && byte < 0xf5 ? 4 : 0;
    if (length === 0 || at + length > end) return false;
    const second = bytes[at + 1] as number;
    for (let i = 1; i < length; i++) if (((bytes[at + i] as number) & 0xc0) !== 0x80) return false;
    // Overlong forms, halves of surrogate pairs, and what is beyond Unicode.
    if ((byte === 0xe0 && second < 0xa0) || (byte === 0xed && second > 0x9f)) return false;
    if ((byte === 0xf0 && second < 0x90) || (byte === 0xf4 && second > 0x8f)) return false;
    at += length;
  }
  return true;
}

/** Where a byte stands first in `from`…`end`, or -1. Does not look beyond, for many spans share one long buffer. */
export function indexOfByte(bytes: Uint8Array, byte: number, from: number, end: number): number {
  if (end - from > 64) {
    const at = bytes.subarray(from, end).indexOf(byte);
    return at < 0 ? -1 : at + from;
  }
  for (let at = from; at < end; at++) if (bytes[at] === byte) return at;
  return -1;
}

export function wholeOf(bytes: Uint8Array): Span {
  return { bytes, start: 0, end: bytes.length };
}

/** Value of a hexadecimal digit, or -1. */
export function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** ASCII letters in lower case, everything else as it is. */
export function fold(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
}

export function isAlphanumeric(byte: number): boolean {
  const letter = byte | 0x20;
  return (byte >= 0x30 && byte <= 0x39) || (letter >= 0x61 && letter <= 0x7a);
}

/**
 * Writes a Unicode code point as UTF-8; half a surrogate pair as U+FFFD. What does not fit is lost.
 * @returns where the next one goes
 */
export function writeCodePoint(out: Uint8Array, at: number, code: number): number {
  if (code < 0x80) {
    out[at] = code;
    return at + 1;
  }
  const whole = code >= 0xd800 && code < 0xe000 ? 0xfffd : code;
  const length = whole < 0x800 ? 2 : whole < 0x10000 ? 3 : 4;
  for (let i = length - 1, rest = whole; i > 0; i--, rest >>= 6) out[at + i] = 0x80 | (rest & 63);
  out[at] = ((0xf00 >> length) & 0xff) | (whole >> (6 * (length - 1)));
  return at + length;
}

const scratch = new Uint8Array(4);

/** Bytes that grow as they are written, up to a limit. */
export class Output {
  bytes: Uint8Array;
  length = 0;

  constructor(
    expected: number,
    private readonly limit = Number.POSITIVE_INFINITY,
  ) {
    this.bytes = new Uint8Array(Math.max(16, Math.min(expected, this.limit)));
  }

  get isFull(): boolean {
    return this.length >= this.limit;
  }

  push(byte: number): void {
    if (this.length >= this.limit) return;
    if (this.length === this.bytes.length) this.#grow(this.length + 1);
    this.bytes[this.length++] = byte;
  }

  pushCodePoint(code: number): void {
    const length = writeCodePoint(scratch, 0, code);
    for (let i = 0; i < length; i++) this.push(scratch[i] as number);
  }

  /** What has been written. */
  written(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  #grow(needed: number): void {
    const larger = new Uint8Array(Math.min(this.limit, Math.max(needed, this.bytes.length * 2)));
    larger.set(this.bytes);
    this.bytes = larger;
  }
}
