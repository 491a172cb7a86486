import { hexDigit, indexOfByte, type Span, textOf, writeCodePoint } from '../bytes.ts';
import { trait } from '../scan.ts';
import type { Budget, Decoder, Piece } from './decoder.ts';

/**
 * RFC 8259, read as bytes and without recursion: a page can nest deeper than a call stack. Also one document behind the
 * other (NDJSON, as the 1DS telemetry SDK sends it), a document behind an Engine.IO packet number (`42["join",…]`), and
 * one that is cut off in the middle, as bodies are that the browser shows in part.
 */
export const json: Decoder = {
  name: 'json',
  when: trait.bracket,
  decode(input, budget) {
    if (input.scan.traits & trait.control) return null;
    const reader = new Reader(input, budget);
    const whole = reader.read();
    const { pieces } = reader;
    if (pieces.length === 0 && !whole) return null;
    return { pieces, whole };
  },
};

/** Documents of one text that are looked for, and places where one might begin. */
const maxEmbedded = 8;

/** A document in the middle of a text: `join {"uid":42} took 12 ms`, `data: {"room":"lotus"}`. */
export const embeddedJson: Decoder = {
  name: 'json',
  when: trait.brace,
  decode({ bytes, start, end, scan: { traits } }, budget) {
    if (traits & trait.binary) return null;
    const pieces: Piece[] = [];
    const covered: [number, number][] = [];
    let at = indexOfByte(bytes, 0x7b, start, end);
    for (let tries = 0; tries < maxEmbedded && at >= 0; tries++) {
      let to = at + 1;
      if (bytes[at + 1] === quote) {
        const from = bytes[at - 1] === 0x5b && at > start ? at - 1 : at;
        const reader = new Reader({ bytes, start: from, end }, budget, true);
        if (reader.read() && reader.pieces.length > 0) {
          pieces.push(...reader.pieces);
          covered.push([from, reader.position]);
          to = reader.position;
        }
      }
      at = indexOfByte(bytes, 0x7b, to, end);
    }
    return pieces.length > 0 ? { pieces, whole: false, covered } : null;
  },
};

const quote = 0x22;
const backslash = 0x5c;
const openings = new Set([0x7b, 0x5b]);

interface Level {
  isObject: boolean;
  key: string | null;
  parent: string | undefined;
}

class Reader {
  readonly pieces: Piece[] = [];
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #at: number;
  readonly #levels: Level[] = [];

  constructor(
    { bytes, start, end }: Span,
    private readonly budget: Budget,
    /** Stops behind the first document. */
    private readonly single = false,
  ) {
    this.#bytes = bytes;
    this.#end = end;
    this.#at = start;
  }

  get position(): number {
    return this.#at;
  }

  /** Whether all of the input was JSON, as far as it goes. */
  read(): boolean {
    const bytes = this.#bytes;
    this.#skipSpace();
    // The packet number of Engine.IO.
    while (this.#at < this.#end && !openings.has(bytes[this.#at] as number) && bytes[this.#at] !== quote) this.#at++;
    if (this.#at >= this.#end) return false;
    let level: Level = { isObject: false, key: null, parent: undefined };
    let expectKey = false;
    let closed = 0;
    while (this.#at < this.#end) {
      const byte = bytes[this.#at] as number;
      if (byte <= 0x20 || byte === 0x2c || byte === 0x3a) {
        if (byte === 0x2c) {
          expectKey = level.isObject;
          if (this.#levels.length === 0) return false;
        }
        this.#at++;
      } else if (byte === 0x7b || byte === 0x5b) {
        if (expectKey) return false;
        this.#levels.push(level);
        level = {
          isObject: byte === 0x7b,
          key: level.key,
          parent: byte === 0x7b ? (level.key ?? undefined) : level.parent,
        };
        expectKey = level.isObject;
        this.#at++;
      } else if (byte === 0x7d || byte === 0x5d) {
        const outer = this.#levels.pop();
        if (!outer) return false;
        level = outer;
        expectKey = false;
        this.#at++;
        if (this.#levels.length > 0) continue;
        closed++;
        if (this.single) return true;
      } else if (byte === quote) {
        const start = this.#at + 1;
        const escaped = this.#skipString();
        const inside = escaped ? this.#unescaped(start, this.#at) : { bytes, start, end: this.#at };
        this.#at++;
        if (expectKey) {
          level.key = inside.end - inside.start > 256 ? null : textOf(inside);
          expectKey = false;
          if (!this.#addKey(inside)) return true;
        } else if (!this.#add(inside, level)) return true;
      } else {
        const start = this.#at;
        while (this.#at < this.#end && !endsWord(bytes[this.#at] as number)) this.#at++;
        if (this.#at === start || this.#at - start > 64 || expectKey) return false;
        const first = byte;
        if ((first >= 0x30 && first <= 0x39) || first === 0x2d) {
          if (!this.#add({ bytes, start, end: this.#at }, level)) return true;
        } else if (!isWord(textOf({ bytes, start, end: this.#at }))) return false;
      }
    }
    // Cut off in the middle is still JSON; a single word or a bracket in a sentence is not.
    return this.pieces.length > 0 || closed > 0;
  }

  #skipSpace(): void {
    while (this.#at < this.#end && (this.#bytes[this.#at] as number) <= 0x20) this.#at++;
  }

  /** Moves to the closing quote, or to the end; says whether there were escapes. */
  #skipString(): boolean {
    const bytes = this.#bytes;
    const end = this.#end;
    let escaped = false;
    let at = this.#at + 1;
    for (; at < end; at++) {
      const byte = bytes[at] as number;
      if (byte === quote) break;
      if (byte === backslash) {
        escaped = true;
        at++;
      }
    }
    this.#at = Math.min(at, end);
    return escaped;
  }

  #unescaped(start: number, end: number): Span {
    const bytes = withoutEscapes({ bytes: this.#bytes, start, end }, this.budget);
    return { bytes, start: 0, end: bytes.length };
  }

  #add({ bytes, start, end }: Span, { key, parent }: Level): boolean {
    if (end === start) return true;
    this.pieces.push({ key, parent, bytes, start, end, isValue: true });
    return this.#spend();
  }

  /** A property name can itself be the identifier: {"user_8842017": {…}}. */
  #addKey({ bytes, start, end }: Span): boolean {
    if (end - start < 6) return true;
    this.pieces.push({ key: null, isKey: true, bytes, start, end });
    return this.#spend();
  }

  #spend(): boolean {
    if (--this.budget.pieces > 0) return true;
    this.budget.reached = true;
    return false;
  }
}

const endsWord = (byte: number): boolean =>
  byte <= 0x20 || byte === 0x2c || byte === 0x7d || byte === 0x5d || byte === 0x3a || byte === quote || byte === 0x5b;

const isWord = (text: string): boolean => text === 'true' || text === 'false' || text === 'null' || text === 'NaN';

const simple: Record<number, number> = { 110: 10, 114: 13, 116: 9, 98: 8, 102: 12 };

/** Takes back what a JSON or JavaScript string has escaped: `\n`, `\"`, `\u0040`, `\u{1f600}`, `\x40`. */
export function withoutEscapes({ bytes, start, end }: Span, budget: Budget): Uint8Array {
  // No escape is shorter than what it stands for.
  const most = Math.min(end - start, Math.max(0, budget.bytes));
  const out = new Uint8Array(most);
  let length = 0;
  let at = start;
  while (at < end && length < most) {
    const byte = bytes[at++] as number;
    if (byte !== backslash || at >= end) {
      out[length++] = byte;
      continue;
    }
    const { code, next } = readEscape(bytes, at, end);
    at = next;
    length = writeCodePoint(out, length, code);
  }
  if (at < end) budget.reached = true;
  budget.bytes -= length;
  return out.subarray(0, length);
}

/** What stands behind a backslash, and where it ends. */
function readEscape(bytes: Uint8Array, at: number, end: number): { code: number; next: number } {
  const mark = bytes[at] as number;
  if (mark !== 0x75 && mark !== 0x78) return { code: simple[mark] ?? mark, next: at + 1 };
  const braced = mark === 0x75 && bytes[at + 1] === 0x7b;
  const first = at + (braced ? 2 : 1);
  const most = braced ? 6 : mark === 0x75 ? 4 : 2;
  let code = 0;
  let next = first;
  for (; next < first + most && next < end; next++) {
    const digit = hexDigit(bytes[next] as number);
    if (digit < 0) break;
    code = code * 16 + digit;
  }
  if (braced ? next === first : next < first + most) return { code: mark, next: at + 1 };
  if (braced) return { code: Math.min(code, 0x10ffff), next: next + 1 };
  const low = code >= 0xd800 && code < 0xdc00 ? lowSurrogate(bytes, next, end) : -1;
  return low < 0 ? { code, next } : { code: 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00), next: next + 6 };
}

/** The second half of a surrogate pair, written `\udc00`, or -1. */
function lowSurrogate(bytes: Uint8Array, at: number, end: number): number {
  if (at + 6 > end || bytes[at] !== backslash || bytes[at + 1] !== 0x75) return -1;
  let code = 0;
  for (let i = at + 2; i < at + 6; i++) code = code * 16 + hexDigit(bytes[i] as number);
  return code >= 0xdc00 && code < 0xe000 ? code : -1;
}
