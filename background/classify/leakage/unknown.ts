import type { Place } from '../../../extension/model/vocabulary.ts';
import { utf8 } from './bytes.ts';
import { murmur32 } from './checksums.ts';

/**
 * Identifiers that nobody has declared and no key explains: a value of an id's shape under a key of an id's name that
 * goes to the same destination again. The first sighting is only noted; the caller keeps the note for the visit and
 * hands it in again.
 */

const listOf = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/** Words of a key that say that its value tells one browser or person from another. */
const ofPeople = listOf(`
  visitor anon anonymous distinct device install installation machine hardware browser client user member person people
  guest viewer listener speaker caller profile customer subscriber contact fingerprint fp handle tracker tracking cookie
  identity persist persistent persisted unique uniq udid idfa idfv gaid adid aaid puid suid duid muid uid uuid guid vid
  did cid aid fpid gid ga fbp fbc mc mid`);

/** Words that say that it tells apps, pages, requests or versions apart. */
const ofThings = listOf(`
  app appl application api project tenant org organisation organization account company campaign ad adset ads product
  item order event msg message request req trace span parent correlation transaction nonce build version release sdk
  page content asset file video song pixel tag container property site website publisher partner placement slot creative
  experiment experience variant test widget locale region zone cluster server deployment revision commit cache etag csrf
  xsrf integrity public measurement stream write license licence bundle package chunk module component template theme
  feature flag category query job task batch seq sequence packet frame process thread call view pageview load
  impression click hit ping session sess visit connection socket transport stack schema source type status lang country
  currency config policy rule segment audience cohort bucket store shop merchant brand vendor provider service workspace
  environment env team group node host instance`);

/** What an id is called, at the end of a key. */
const naming = /(?:id|uid|uuid|guid|fp|fingerprint|token|hash|ref|key)$/;

/** Whether a key sounds like one that tells people or browsers apart. */
export function isTelling(key: string): boolean {
  if (key.length > 64) return false;
  const words = key
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
  if (words.some((word) => ofPeople.has(word.replace(/\d+$/, ''))))
    return !words.some((word) => ofThings.has(word) && word !== 'ad');
  const name = words.join('');
  if (!naming.test(name)) return false;
  if (/(?:token|hash|key|ref)$/.test(name)) return false;
  return !words.some((word) => ofThings.has(word) || ofThings.has(word.replace(naming, '')));
}

/** Whether a value is made to tell one from all others: neither word, number, date, version nor address. */
export function isIdLike(value: string): boolean {
  if (value.length < 8 || value.length > 128 || /[\s<>{}"'\\]/.test(value)) return false;
  if (/^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i.test(value)) return !/^0[0-]+$/.test(value);
  if (/^\d+$/.test(value)) return value.length >= 9 && !isTime(value);
  if (
    /^(?:https?|wss?):/i.test(value) ||
    /^v?\d+(?:\.\d+){1,4}(?:[-+][\w.]+)?$/i.test(value) ||
    /^\d{4}-\d\d-\d\d/.test(value)
  ) {
    return /^\d{6,}\.\d{9,}$/.test(value);
  }
  if (!/^[\w.:+/=~%|-]+$/.test(value)) return false;
  const digits = value.replace(/\D/g, '').length;
  if (digits < 2)
    return value.length >= 16 && /[a-z]/.test(value) && /[A-Z]/.test(value) && changes(value) > value.length / 4;
  return new Set(value.toLowerCase()).size >= 6;
}

/** Seconds or milliseconds of this century's first decades. */
const isTime = (digits: string): boolean => /^1[4-9]\d{8}(?:\d{3}|\d{6})?$/.test(digits);

/** How often case changes: often in random text, hardly ever in names. */
function changes(text: string): number {
  let count = 0;
  for (let i = 1; i < text.length; i++) if (/[a-z]/.test(text[i] ?? '') !== /[a-z]/.test(text[i - 1] ?? '')) count++;
  return count;
}

/**
 * A note of a sighting, from which the value cannot be read back: 64 bits of a fast hash. It is compared within one
 * visit and never stored with it.
 */
export function noteOf(destination: string, place: Place, key: string, value: string): string {
  const text = `${destination}\n${place}\n${key}\n${value}`;
  const hexOf = (input: string): string =>
    [...murmur32(utf8(input))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hexOf(text) + hexOf(`${text.length}${text}`);
}
