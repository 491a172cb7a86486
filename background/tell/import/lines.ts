import { ImportProblem, importLimits } from './problem.ts';

export interface Line {
  text: string;
  /** From 1. */
  number: number;
}

/** The text of a file in pieces. @throws ImportProblem where it is not UTF-8 */
export async function* textsOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of chunks) yield decoded(() => decoder.decode(chunk, { stream: true }));
  yield decoded(() => decoder.decode());
}

function decoded(decode: () => string): string {
  try {
    return decode();
  } catch {
    throw new ImportProblem({ key: 'importNotText' }, null);
  }
}

/** The lines of a text, without those that are empty. @throws ImportProblem where one is longer than any export has */
export async function* linesOf(texts: AsyncIterable<string>): AsyncGenerator<Line> {
  let number = 1;
  let pieces: string[] = [];
  let length = 0;
  const line = (): Line => {
    const text = pieces.join('').trim();
    pieces = [];
    length = 0;
    return { text, number: number++ };
  };
  for await (const text of texts) {
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      pieces.push(text.slice(from, end));
      from = end + 1;
      const read = line();
      if (read.text !== '') yield read;
    }
    pieces.push(text.slice(from));
    length += text.length - from;
    if (length > importLimits.characters) throw new ImportProblem({ key: 'importTooLong' }, number);
  }
  const last = line();
  if (last.text !== '') yield last;
}
