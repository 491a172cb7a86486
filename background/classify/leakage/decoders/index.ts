import { base32, base58, base64, hex } from './alphabets.ts';
import { brotli, gzip, rawDeflate, zlib } from './compressed.ts';
import type { Decoder } from './decoder.ts';
import { form, multipart, plusForSpace } from './forms.ts';
import { json } from './json.ts';
import { lzString } from './lz-string.ts';
import { cbor, msgpack, protobuf } from './serialised.ts';
import { entity, escape, percent, quotedPrintable } from './text.ts';

/** In order: the first whose coat fits and that says that it is `whole` ends the row. */
export const decoders: readonly Decoder[] = [
  json,
  multipart,
  form,
  plusForSpace,
  gzip,
  zlib,
  msgpack,
  cbor,
  protobuf,
  rawDeflate,
  brotli,
  percent,
  quotedPrintable,
  escape,
  entity,
  hex,
  base64,
  base32,
  base58,
  lzString,
];
