/** Libraries that have no types of their own; only what the generator calls. */
declare module 'he' {
  const he: { encode(text: string, options?: { encodeEverything?: boolean; decimal?: boolean }): string };
  export default he;
}

declare module 'murmurhash3js-revisited' {
  type Bytes = readonly number[];
  const murmur: {
    x86: { hash32(bytes: Bytes): number; hash128(bytes: Bytes): string };
    x64: { hash128(bytes: Bytes): string };
  };
  export default murmur;
}
