import { base32, base58, hex } from './alphabets.ts';
import { base64 } from './base64.ts';
import { brotli } from './brotli.ts';
import { gzip, headedStream, rawDeflate, zlib } from './compressed.ts';
import type { Decoder } from './decoder.ts';
import { form, multipart, plusForSpace } from './forms.ts';
import { embeddedJson, json } from './json.ts';
import { lzString } from './lz-string.ts';
import { cbor, msgpack, protobuf } from './serialised.ts';
import { entity, escapes, percent, quotedPrintable } from './text.ts';
import { words } from './words.ts';

/** In order: the first whose coat fits and that says that it is `whole` ends the row. */
const decoders: readonly Decoder[] = [
  json,
  multipart,
  form,
  embeddedJson,
  plusForSpace,
  gzip,
  zlib,
  msgpack,
  cbor,
  protobuf,
  rawDeflate,
  brotli,
  headedStream,
  percent,
  quotedPrintable,
  escapes,
  entity,
  hex,
  base64,
  base32,
  base58,
  lzString,
  words,
];

const byTraits: (readonly Decoder[] | undefined)[] = [];

/** Decoders that are to be asked of something with these traits, in order. */
export function decodersFor(traits: number): readonly Decoder[] {
  let list = byTraits[traits];
  if (list === undefined) {
    list = decoders.filter(({ when }) => (when & traits) !== 0);
    byTraits[traits] = list;
  }
  return list;
}
