import { hexDigit, indexOfByte, type Span, wordOf, writeCodePoint } from '../bytes.ts';
import { PlainSpans, trait } from '../scan.ts';
import type { Budget, Decoder, Input, Piece } from './decoder.ts';

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
    const reader = new Reader(input, budget, input.start);
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
  decode(input, budget) {
    const { bytes, start, end, scan } = input;
    if (scan.traits & trait.binary) return null;
    const pieces: Piece[] = [];
    const covered: [number, number][] = [];
    let at = indexOfByte(bytes, 0x7b, start, end);
    for (let tries = 0; tries < maxEmbedded && at >= 0; tries++) {
      let to = at + 1;
      if (bytes[at + 1] === quote) {
        const from = bytes[at - 1] === 0x5b && at > start ? at - 1 : at;
        const reader = new Reader(input, budget, from, true);
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

/** Values of a document that are kept whatever they are. */
const valuesKept = 400;

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
  /** Where strings go whose escapes were taken back: one for all of them. */
  #unescaped: Uint8Array | null = null;
  #written = 0;
  /** Values so far. */
  #values = 0;
  readonly #plain: PlainSpans;

  constructor(
    private readonly input: Input,
    private readonly budget: Budget,
    start: number,
    /** Stops behind the first document. */
    private readonly single = false,
  ) {
    this.#bytes = input.bytes;
    this.#plain = new PlainSpans(input.bytes, input.scan.hits);
    this.#end = input.end;
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
        let text = bytes;
        let from = this.#at + 1;
        const escaped = this.#skipString();
        let to = this.#at++;
        if (escaped) {
          [from, to] = this.#takeBack(from, to);
          text = this.#unescaped as Uint8Array;
        }
        if (expectKey) {
          level.key = to - from > 256 ? null : wordOf({ bytes: text, start: from, end: to });
          expectKey = false;
          if (!this.#addKey(text, from, to)) return true;
        } else if (!this.#add(text, from, to, level)) return true;
      } else {
        const start = this.#at;
        while (this.#at < this.#end && !endsWord(bytes[this.#at] as number)) this.#at++;
        if (this.#at === start || this.#at - start > 64 || expectKey) return false;
        const first = byte;
        if ((first >= 0x30 && first <= 0x39) || first === 0x2d) {
          if (!this.#add(bytes, start, this.#at, level)) return true;
        } else if (!isWord(wordOf({ bytes, start, end: this.#at }))) return false;
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

  /** Takes back the escapes of a string; says where it now stands. No escape is shorter than what it stands for. */
  #takeBack(start: number, end: number): [start: number, end: number] {
    this.#unescaped ??= new Uint8Array(this.#end - start);
    const from = this.#written;
    const room = Math.min(end - start, Math.max(0, this.budget.bytes));
    this.#written = writeUnescaped({ bytes: this.#bytes, start, end }, this.#unescaped, from, from + room, this.budget);
    return [from, this.#written];
  }

  #add(bytes: Uint8Array, start: number, end: number, { key, parent }: Level): boolean {
    if (end === start || this.#saysNothing(bytes, start, end, key, parent)) return true;
    this.#values++;
    this.pieces.push({ key, parent, bytes, start, end, isValue: true });
    return this.#spend();
  }

  /**
   * A few plain characters under a key without meaning. The first values are kept all the same: they could be parts of
   * one that was cut in two.
   */
  #saysNothing(bytes: Uint8Array, start: number, end: number, key: string | null, parent: string | undefined): boolean {
    if (this.#values < valuesKept || !this.#plain.has(bytes, start, end)) return false;
    const name = key ?? this.input.name;
    return name === null || !this.budget.meansSomething(name, this.input.inJwt, parent);
  }

  /** A property name can itself be the identifier: {"user_8842017": {…}}. */
  #addKey(bytes: Uint8Array, start: number, end: number): boolean {
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

/** What a character behind a backslash stands for: mostly itself. */
const simple = Uint8Array.from({ length: 256 }, (_, byte) => byte);
for (const [i, mark] of [...'nrtbf'].entries()) simple[mark.charCodeAt(0)] = [10, 13, 9, 8, 12][i] as number;

/** Takes back what a JSON or JavaScript string has escaped: `\n`, `\"`, `\u0040`, `\u{1f600}`, `\x40`. */
export function withoutEscapes(span: Span, budget: Budget): Uint8Array {
  // No escape is shorter than what it stands for.
  const most = Math.min(span.end - span.start, Math.max(0, budget.bytes));
  const out = new Uint8Array(most);
  return out.subarray(0, writeUnescaped(span, out, 0, most, budget));
}

/** @returns where the text ends that was written from `from` on, at the latest at `stop` */
function writeUnescaped(
  { bytes, start, end }: Span,
  out: Uint8Array,
  from: number,
  stop: number,
  budget: Budget,
): number {
  let length = from;
  let at = start;
  while (at < end && length < stop) {
    const byte = bytes[at++] as number;
    if (byte !== backslash || at >= end) {
      out[length++] = byte;
      continue;
    }
    const mark = bytes[at] as number;
    if (mark !== 0x75 && mark !== 0x78) {
      out[length++] = simple[mark] as number;
      at++;
      continue;
    }
    const { code, next } = readEscape(bytes, at, end);
    at = next;
    length = writeCodePoint(out, length, code);
  }
  if (at < end) budget.reached = true;
  budget.bytes -= length - from;
  return length;
}

/** What `\u` or `\x` stands for, and where it ends. */
function readEscape(bytes: Uint8Array, at: number, end: number): { code: number; next: number } {
  const mark = bytes[at] as number;
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
