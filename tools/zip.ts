import { zipSync } from 'fflate';

/** As of every entry: local time, because that is what a zip holds, so the same bytes in every time zone. */
const date = new Date(2020, 0, 1);
/** A plain file that its owner may write and everybody read; without it, unpacked files could be read by nobody. */
const mode = 0o100644;
const unix = 3;

/**
 * A zip of which nothing tells when, where or by whom it was made: entries in the order of their names, all of one date
 * and one mode.
 *
 * @param files path in the zip, with `/`, to content
 */
export function zipFiles(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  return zipSync(Object.fromEntries(sorted), { level: 9, mtime: date, os: unix, attrs: mode << 16 });
}
