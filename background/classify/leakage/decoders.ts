/**
 * What real SDKs wrap identifiers in. Every decoder has one shape and stands in one table; `detect.ts` applies them to
 * whatever the others uncover, within its budget.
 */
export interface Decoder {
  /** Name in an encoding chain, or null for a container that hides nothing (a form's field is as plain as a query). */
  name: string | null;
  /** True where the decoded pieces hold all that the text held, so that the text itself need not be searched. */
  whole: boolean;
  /** The pieces inside, or null where the text is not in this coat. Never throws; linear in the text's length. */
  decode(text: string, limit: number): Piece[] | null;
}

export interface Piece {
  /** Key inside the container: a property name, a field name, a claim. Null: the container's own key holds. */
  key: string | null;
  /** The text is itself a key, and so has none. */
  keyless?: true;
  text: string;
  /** Overrides the decoder's name in the chain. */
  coat?: string;
}

/** RFC 8259, also one document a line (NDJSON, as the 1DS telemetry SDK sends it). */
const json: Decoder = {
  name: 'json',
  whole: true,
  decode(text, limit) {
    const trimmed = text.trim();
    if (!/^[[{"]/.test(trimmed) || !/[\]}"]$/.test(trimmed)) return null;
    const value = parse(trimmed);
    if (value !== undefined) return leaves(value, limit);
    if (!trimmed.includes('\n')) return null;
    const documents = trimmed.split('\n', limit).map(parse);
    return documents.some((document) => document === undefined) ? null : documents.flatMap((d) => leaves(d, limit));
  },
};

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Every string and number with the name of the property that holds it; an array's members take the array's name. */
function leaves(root: unknown, limit: number): Piece[] {
  const found: Piece[] = [];
  const open: { key: string | null; value: unknown }[] = [{ key: null, value: root }];
  // Depth first with a stack of our own: a page can nest deeper than the call stack.
  for (let item = open.pop(); item !== undefined && found.length <= limit; item = open.pop()) {
    const { key, value } = item;
    if (typeof value === 'string') found.push({ key, text: value });
    else if (typeof value === 'number') found.push({ key, text: String(value) });
    else if (Array.isArray(value)) for (let i = value.length - 1; i >= 0; i--) open.push({ key, value: value[i] });
    else if (value !== null && typeof value === 'object') {
      for (const [name, inner] of Object.entries(value).reverse()) {
        open.push({ key: name, value: inner });
        // A property name can itself be the identifier: {"user_8842017": {…}}.
        if (name.length >= 6) found.push({ key: null, keyless: true, text: name });
      }
    }
  }
  return found;
}

/** RFC 7578. The parts' names and texts; binary parts are searched as far as they are text. */
const multipart: Decoder = {
  name: null,
  whole: true,
  decode(text, limit) {
    const boundary = /^--([^\r\n]{1,200})\r?\n/.exec(text)?.[1];
    if (!boundary) return null;
    const sections = text.split(`--${boundary}`, limit).slice(1);
    const pieces = sections.flatMap((section): Piece[] => {
      const split = /\r?\n\r?\n/.exec(section);
      if (!split) return [];
      const key = /\bname="([^"]{0,200})"/i.exec(section.slice(0, split.index))?.[1] ?? null;
      return [{ key, text: section.slice(split.index + split[0].length).replace(/\r?\n$/, '') }];
    });
    return pieces.length > 0 ? pieces : null;
  },
};

/** `application/x-www-form-urlencoded` as raw text, and query strings inside other values. */
const form: Decoder = {
  name: null,
  whole: true,
  decode(text, limit) {
    if (!/^[\w.%[\]$-]{1,200}=[^\s&]*(?:&[\w.%[\]$-]{1,200}=[^\s&]*)*&?$/.test(text)) return null;
    // A lone `=` at the end is base64 padding, not a form.
    if (!text.includes('&') && /^[^=]{8,}={1,2}$/.test(text)) return null;
    return text.split('&', limit).map((pair) => {
      const at = pair.indexOf('=');
      return { key: pair.slice(0, at), text: pair.slice(at + 1).replaceAll('+', ' ') };
    });
  },
};

/** RFC 3986 section 2.1. Broken sequences stay as they are. */
const percent: Decoder = {
  name: 'percent',
  whole: false,
  decode(text) {
    if (!/%[0-9a-f]{2}/i.test(text)) return null;
    const decoded = text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
      try {
        return decodeURIComponent(run);
      } catch {
        return run;
      }
    });
    return decoded === text ? null : [{ key: null, text: decoded }];
  },
};

/**
 * RFC 4648 sections 4 and 5, with or without padding, and JWT (RFC 7519), which is three of these with JSON inside.
 * Found anywhere in the text. What does not decode to text is not taken for base64: any word is made of its letters.
 */
const base64: Decoder = {
  name: 'base64',
  whole: false,
  decode(text, limit) {
    const pieces: Piece[] = [];
    for (const [run] of text.matchAll(/[A-Za-z0-9+/_-]{12,}(?:\.[A-Za-z0-9_-]+){0,2}={0,2}/g)) {
      if (pieces.length >= limit) break;
      const segments = run.split('.');
      const decoded = segments.map(decodeBase64);
      const isJwt = segments.length > 1 && /^\s*\{.*"(?:alg|typ)"/s.test(decoded[0] ?? '');
      for (const piece of decoded) {
        if (piece !== null) pieces.push({ key: null, text: piece, ...(isJwt && { coat: 'jwt' }) });
      }
    }
    return pieces.length > 0 ? pieces : null;
  },
};

function decodeBase64(text: string): string | null {
  let binary: string;
  try {
    binary = atob(text.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, ''));
  } catch {
    return null;
  }
  if (binary.length < 4) return null;
  for (let i = 0; i < binary.length; i++) {
    const code = binary.charCodeAt(i);
    if ((code < 32 && code !== 9 && code !== 10 && code !== 13) || code === 127) return null;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(binary, (c) => c.charCodeAt(0)));
  } catch {
    return null;
  }
}

/** In order: the first whose coat fits and that is `whole` ends the row. */
export const decoders: readonly Decoder[] = [json, multipart, form, percent, base64];
