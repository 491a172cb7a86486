import { type Identity, isWeak, mask } from './leakage/identity.ts';

/** A host of this kind is short, and a value in it stands between dots and dashes. */
const shortest = 6;

/**
 * A host as it may be kept: a label that holds a known value shows that value masked
 * (`visitor-5521-k.rooms.example` → `vi••••-k.rooms.example`). Hosts are in lower case, and so the value is sought.
 */
export function hostWithout(host: string, known: readonly Identity[]): string {
  let kept = host;
  for (const { kind, value } of known) {
    if (value.length < shortest || value.length > kept.length) continue;
    const sought = value.toLowerCase();
    if (!kept.includes(sought) || isWeak(sought)) continue;
    kept = kept.replaceAll(sought, mask(kind, sought));
  }
  return kept;
}

/** What names of fields look like; what people, rooms and devices are called looks otherwise. */
const keyLike = /^[\p{L}_$@:.\-[\]\s\d]{1,64}$/u;
const valueLike = /[^\s@]+@[^\s@]+\.[^\s@]+|\d{6,}|[0-9a-f]{16,}|[0-9a-f]{8}-[0-9a-f]{4}-/i;

/**
 * A key as it may be kept. A page can use a value as the name of a property: `{"presence":{"zoe@example.org":…}}`. A key
 * that holds a known value, or looks like one, is not shown.
 */
export function keyWithout(key: string | null, known: readonly Identity[]): string | null {
  if (key === null) return null;
  // Most keys are shorter than any value that is worth hiding.
  const holds = known.some(({ value }) => value.length >= 4 && value.length <= key.length && key.includes(value));
  return holds || !keyLike.test(key) || valueLike.test(key) ? '••••' : key;
}
