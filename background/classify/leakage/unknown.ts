import type { Place } from '../../../extension/model/vocabulary.ts';

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
  did cid aid fpid gid ga gcl fbp fbc mc mid`);

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

/** Words that say that the value describes what the others name: a visitor's language, a device's model. */
const ofTraits = listOf(`
  ver os model platform arch brand make family name title label mode state tier plan level grade role gender age
  language locale tz timezone offset screen viewport size width height resolution ratio dpr depth memory cores cpu gpu
  flags features hints caps capabilities consent settings preferences options permissions support
  count counter hits total number num index score rank weight rate rtt latency load duration elapsed interval
  time timestamp ts date day year at seen started created updated since expires expiry ttl
  url uri href path referrer referer origin domain hostname ip city geo`);

/** What an id is called, at the end of a key. */
const naming = /(?:id|uid|uuid|guid|fp|fingerprint|token|hash|ref|key)$/;

/** Answers that are kept: the same question gets the same answer, so this is no state. */
const answers = new Map<string, boolean>();
const maxAnswers = 2000;

/** What `isTelling` has said of a key before, if it is still known. */
export const wasTelling = (key: string): boolean | undefined => answers.get(key);

/** Whether a key sounds like one that tells people or browsers apart. */
export function isTelling(key: string): boolean {
  const answer = key.length <= 64 && soundsTelling(key);
  // The page chooses the keys, so there can be any number of them.
  if (answers.size >= maxAnswers) answers.clear();
  answers.set(key, answer);
  return answer;
}

function soundsTelling(key: string): boolean {
  const words = key
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
  if (words.some((word) => ofTraits.has(word))) return false;
  if (words.some((word) => ofPeople.has(word.replace(/\d+$/, ''))))
    return !words.some((word) => ofThings.has(word) && word !== 'ad');
  const name = words.join('');
  if (!naming.test(name)) return false;
  if (/(?:token|hash|key|ref)$/.test(name)) return false;
  return !words.some((word) => ofThings.has(word) || ofThings.has(word.replace(naming, '')));
}

/** Lengths that an id can have. */
export const shortestId = 8;
export const longestId = 128;

/** Characters that ids are made of, and what joins parts of them. */
const written = /^[\w.:+/=~%|-]+$/;
/** Addresses, dates, versions, sizes: written with digits, and yet words of a kind. */
const describing =
  /^(?:(?:https?|wss?)(?::|%3a)|\d{4}-\d\d-\d\d|v?\d+(?:\.\d+){1,4}(?:[-+][\w.]+)?$|\d+(?:x\d+)+$|0x[\da-f]{1,8}$)/i;

/**
 * Whether a value is made to tell one from all others: neither word, number, date, version nor address. Of what is put
 * together from several parts, one part must be.
 */
export function isIdLike(value: string): boolean {
  if (value.length < shortestId || value.length > longestId || !written.test(value)) return false;
  if (/^\d+$/.test(value)) return value.length >= 9 && !isTime(value);
  if (/^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i.test(value)) return !/^0[0-]+$/.test(value);
  if (describing.test(value)) return /^\d{6,}\.\d{9,}$/.test(value);
  const parts = value.split(/[^A-Za-z\d]+/).filter((part) => part.length >= shortestId);
  if (parts.some(isRandom)) return true;
  // A time beside a number drawn at that time: `GA1.2.1234567890.1700000000`.
  if (parts.filter((part) => /^\d{9,}$/.test(part)).length >= 2) return true;
  // base64url, whose dashes are characters like any other.
  return /^[\w-]{16,}=*$/.test(value) && turns(value) * 3 > value.length;
}

/** Letters and digits only. */
function isRandom(part: string): boolean {
  if (/^\d+$/.test(part)) return part.length >= 9 && !isTime(part);
  const digits = part.replace(/\D/g, '').length;
  if (digits < 2) return part.length >= 16 && turns(part) * 3 > part.length;
  // `windows11`, `Chrome120`
  if (/^[A-Za-z]+\d{1,4}$/.test(part)) return false;
  return new Set(part.toLowerCase()).size >= 6;
}

/** How often small letters, capitals and digits take turns: often in random text, hardly ever in words. */
function turns(text: string): number {
  let count = 0;
  let last = '';
  for (const character of text) {
    const kind = /[a-z]/.test(character) ? 'a' : /[A-Z]/.test(character) ? 'A' : /\d/.test(character) ? '0' : '';
    if (kind !== '' && last !== '' && kind !== last) count++;
    last = kind;
  }
  return count;
}

/** Seconds or milliseconds of this century's first decades. */
const isTime = (digits: string): boolean => /^1[4-9]\d{8}(?:\d{3}|\d{6})?$/.test(digits);

/**
 * A note of a sighting, from which the value cannot be read back: 64 bits of a fast hash. It is compared within one
 * visit and never stored with it.
 */
export function noteOf(destination: string, place: Place, key: string, value: string): string {
  const text = `${destination}\n${place}\n${key}\n${value}`;
  // FNV-1a (https://datatracker.ietf.org/doc/html/draft-eastlake-fnv) from two starts, with a turn between them.
  let a = 0x811c9dc5;
  let b = 0x9747b28c ^ text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(((b << 13) | (b >>> 19)) ^ code, 0x85ebca6b);
  }
  return (a >>> 0).toString(16).padStart(8, '0') + (b >>> 0).toString(16).padStart(8, '0');
}
