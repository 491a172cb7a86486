import { ImportProblem, importLimits } from './problem.ts';

/** A member of a JSON document, or one element of its long list. */
export interface Member {
  name: string;
  /** Whether it is an element of the list `name`. */
  element: boolean;
  text: string;
  /** Where it begins, from 1. */
  line: number;
}

/** What may come next. */
type Due =
  | 'document'
  | 'name or end'
  | 'name'
  | 'colon'
  | 'value'
  | 'comma or end'
  | 'element or end'
  | 'element'
  | 'comma or list end'
  | 'nothing';

/** A name or a value that has begun. */
interface Reading {
  pieces: string[];
  length: number;
  line: number;
  depth: number;
  kind: 'string' | 'container' | 'plain';
}

const isSpace = (character: string) =>
  character === ' ' || character === '\n' || character === '\r' || character === '\t';

/**
 * The members of a JSON object (RFC 8259), one after the other, and the elements of one of them singly: only one is in
 * memory at a time. The texts themselves are left to `JSON.parse`; what stands between them is checked here.
 *
 * @param list name of the member that is a list
 * @throws ImportProblem
 */
export async function* membersOf(texts: AsyncIterable<string>, list: string): AsyncGenerator<Member> {
  const scanner = new Scanner(list);
  for await (const text of texts) yield* scanner.scan(text);
  scanner.end();
}

class Scanner {
  #due: Due = 'document';
  #line = 1;
  #name = '';
  #listed = false;
  #reading: Reading | null = null;
  #inString = false;
  #escaped = false;

  constructor(private readonly list: string) {}

  *scan(text: string): Generator<Member> {
    let from = 0;
    for (let at = 0; at < text.length; at++) {
      const character = text.charAt(at);
      if (this.#reading) {
        if (!this.#ends(this.#reading, character)) continue;
        const { pieces, kind, line } = this.#reading;
        // A number or a word ends before the character that follows it, which is looked at again.
        const end = kind === 'plain' ? at : at + 1;
        pieces.push(text.slice(from, end));
        this.#reading = null;
        const member = this.#finish(pieces.join(''), line);
        if (member) yield member;
        if (kind !== 'plain') continue;
      }
      if (character === '\n') this.#line++;
      if (isSpace(character)) continue;
      if (this.#step(character)) from = at;
    }
    if (!this.#reading) return;
    this.#reading.pieces.push(text.slice(from));
    this.#reading.length += text.length - from;
    if (this.#reading.length > importLimits.characters) {
      throw new ImportProblem({ key: 'importTooLong' }, this.#reading.line);
    }
  }

  end(): void {
    if (this.#due !== 'nothing') throw new ImportProblem({ key: 'importCut' }, this.#line);
  }

  /** Whether a name or value is at its end. */
  #ends(reading: Reading, character: string): boolean {
    if (reading.kind === 'plain') return ',}]'.includes(character) || isSpace(character);
    if (character === '\n') this.#line++;
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (character === '\\') this.#escaped = true;
      else if (character === '"') {
        this.#inString = false;
        return reading.kind === 'string';
      }
      return false;
    }
    if (character === '"') this.#inString = true;
    else if (character === '{' || character === '[') {
      if (++reading.depth > importLimits.depth) throw new ImportProblem({ key: 'importTooDeep' }, this.#line);
    } else if (character === '}' || character === ']') return --reading.depth === 0;
    return false;
  }

  /** What follows where a name or a value has ended; the member that it makes. */
  #finish(text: string, line: number): Member | null {
    if (this.#due === 'name' || this.#due === 'name or end') {
      this.#name = nameFrom(text) ?? this.#wrong();
      this.#due = 'colon';
      return null;
    }
    const element = this.#due === 'element' || this.#due === 'element or end';
    this.#due = element ? 'comma or list end' : 'comma or end';
    return { name: this.#name, element, text, line };
  }

  /** Takes a character between names and values; whether a name or a value begins with it. */
  #step(character: string): boolean {
    const next = this.#after(character);
    if (next !== 'begin') {
      if (next === 'element or end') {
        if (this.#listed) this.#wrong();
        this.#listed = true;
      }
      this.#due = next;
      return false;
    }
    this.#inString = character === '"';
    if (!this.#inString && (this.#due === 'name' || this.#due === 'name or end')) this.#wrong();
    const kind = this.#inString ? 'string' : character === '{' || character === '[' ? 'container' : 'plain';
    this.#reading = { pieces: [], length: 0, line: this.#line, depth: kind === 'container' ? 1 : 0, kind };
    return true;
  }

  #after(character: string): Due | 'begin' {
    switch (this.#due) {
      case 'document':
        return character === '{' ? 'name or end' : this.#wrong();
      case 'name or end':
        return character === '}' ? 'nothing' : 'begin';
      case 'colon':
        return character === ':' ? 'value' : this.#wrong();
      case 'value':
        return this.#name === this.list && character === '[' ? 'element or end' : 'begin';
      case 'comma or end':
        return character === ',' ? 'name' : character === '}' ? 'nothing' : this.#wrong();
      case 'element or end':
        return character === ']' ? 'comma or end' : 'begin';
      case 'comma or list end':
        return character === ',' ? 'element' : character === ']' ? 'comma or end' : this.#wrong();
      case 'nothing':
        return this.#wrong();
      default:
        return 'begin';
    }
  }

  #wrong(): never {
    throw new ImportProblem({ key: 'importNotJson' }, this.#line);
  }
}

function nameFrom(text: string): string | null {
  try {
    return String(JSON.parse(text));
  } catch {
    return null;
  }
}
