import { apply, getter, prototypeOf, settle, uncurry } from './natives.ts';

/** Bytes of the page, looked at without running any of its script. */

const NativeBytes = Uint8Array;
const isView = ArrayBuffer.isView;
const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as object;
const kindOf = getter<string>(typedArray, Symbol.toStringTag as unknown as string);
const typedLength = getter<number>(typedArray, 'byteLength');
const typedOffset = getter<number>(typedArray, 'byteOffset');
const typedBuffer = getter<ArrayBuffer>(typedArray, 'buffer');
const viewLength = getter<number>(DataView.prototype, 'byteLength');
const viewOffset = getter<number>(DataView.prototype, 'byteOffset');
const viewBuffer = getter<ArrayBuffer>(DataView.prototype, 'buffer');
const bufferLength = getter<number>(ArrayBuffer.prototype, 'byteLength');
const blobSize = getter<number>(Blob.prototype, 'size');
const blobType = getter<string>(Blob.prototype, 'type');
const sliceBlob = uncurry(Blob.prototype.slice);
const readBlob = uncurry(Blob.prototype.arrayBuffer);
const setBytes = uncurry(Uint8Array.prototype.set) as (to: Uint8Array, from: Uint8Array) => void;

/** Length in bytes of an ArrayBuffer or a view of one; -1 where it is neither. */
export function lengthOf(data: object): number {
  if (isView(data)) return (kindOf(data) === undefined ? viewLength(data) : typedLength(data)) ?? 0;
  try {
    return bufferLength(data) ?? -1;
  } catch {
    return -1;
  }
}

/** Size in bytes of a Blob; -1 where it is none. */
export function sizeOfBlob(data: object): number {
  try {
    return blobSize(data) ?? -1;
  } catch {
    return -1;
  }
}

export const typeOfBlob = (blob: object) => blobType(blob) ?? '';

/** A copy of the first bytes of an ArrayBuffer or a view. */
export function copyOf(data: object, limit: number): Uint8Array {
  const length = lengthOf(data);
  const size = length < limit ? length : limit;
  const copy = new NativeBytes(size);
  let from: Uint8Array;
  if (!isView(data)) from = new NativeBytes(data as ArrayBuffer, 0, size);
  else if (kindOf(data) === undefined) from = new NativeBytes(viewBuffer(data) as ArrayBuffer, viewOffset(data), size);
  else from = new NativeBytes(typedBuffer(data) as ArrayBuffer, typedOffset(data), size);
  setBytes(copy, from);
  return copy;
}

/** The first bytes of a Blob, as base64; null where they cannot be read. What becomes of the Blob does not matter. */
export function readStart(blob: object, limit: number, onRead: (base64: string | null) => void): void {
  settle(
    readBlob(sliceBlob(blob as Blob, 0, limit)),
    (buffer) => onRead(base64Of(new NativeBytes(buffer))),
    () => onRead(null),
  );
}

const toBase64 = (prototypeOf('Uint8Array') as { toBase64?: () => string } | undefined)?.toBase64;
const encode = btoa;
const fromCodes = String.fromCharCode;
/** More arguments than that, and some browser's stack may be full. */
const atATime = 4096;
const partOf = uncurry(Uint8Array.prototype.subarray);

/** `Uint8Array.prototype.toBase64` where the browser has it (Chromium 140). */
export function base64Of(bytes: Uint8Array): string {
  if (toBase64) return apply(toBase64, bytes, []) as string;
  let text = '';
  for (let i = 0; i < bytes.length; i += atATime) text += apply(fromCodes, null, partOf(bytes, i, i + atATime));
  return encode(text);
}
