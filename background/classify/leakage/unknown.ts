import type { Place } from '../../../extension/model/vocabulary.ts';
import { normaliseKey } from '../../../catalogue/keys.ts';
import { murmur32 } from './checksums.ts';
import { utf8 } from './bytes.ts';

/**
 * Identifiers that nobody has declared and no key explains: a value of an id's shape under a key of an id's name that
 * goes to the same destination again. The first sighting is only noted; the caller keeps the note for the visit and
 * hands it in again.
 */

/** Words that say of a key that its value tells one browser or person from another. */
const telling =
  /(?:id|uid|uuid|guid|cid|vid|did|aid|sid|fp|fingerprint|visitor|visitorid|anon|anonymous|distinct|device|install|installation|machine|hardware|udid|idfa|idfv|adid|client|user|uuidv4|token|handle|tracker|tracking|cookie|identity|persist|persistent|unique|hash|key2|ga|fbp|fbc|gid|muid|mc|puid|ruid|suid|tuid|duid)$/;

/** Words that say that it tells apps, pages, requests or versions apart. */
const telltaleOfOthers =
  /(?:app|appl|application|api|project|tenant|org|organisation|organization|account|company|campaign|ad|adset|ads|product|item|order|event|msg|message|request|req|trace|span|parent|correlation|transaction|nonce|build|version|release|sdk|page|content|asset|file|video|song|pixel|tag|container|property|site|website|publisher|partner|placement|slot|creative|experiment|experience|variant|test|widget|locale|region|zone|cluster|server|deployment|revision|commit|cache|e|csrf|xsrf|integrity|public|measurement|stream|write|license|licence|bundle|package|chunk|module|component|template|theme|feature|flag|category|channel|query|job|task|batch|seq|sequence|packet|frame|process|thread|call|view|pageview|load|impression|click|hit|ping|session|sess|visit|connection|socket|transport|stack|schema|source|type|status|lang|country|currency|config|policy|rule|segment|audience|cohort|bucket|store|shop|merchant|brand|vendor|provider|service|workspace|environment|env|team|group)(?:id|uid|uuid|guid|key|token|hash|no|number|code|name)?$/;

/** Whether a key sounds like one that tells people or browsers apart. */
export function isTelling(key: string): boolean {
  const name = normaliseKey(key).replace(/[^a-z0-9]/g, '');
  if (/^(?:ga\d?|fbp|fbc|gcl\w+|gid|gaclientid|fpid|cid|uid|vid|did|duid|muid|uuid|guid|fp)$/.test(name)) return true;
  return telling.test(name) && !telltaleOfOthers.test(name);
}

/** Whether a value is made to tell one from all others: neither word, number, date, version nor address. */
export function isIdLike(value: string): boolean {
  if (value.length < 8 || value.length > 128 || /[\s<>{}"'\\]/.test(value)) return false;
  if (/^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i.test(value)) return !/^0[0-]+$/.test(value);
  if (/^\d+$/.test(value)) return value.length >= 9 && !isTime(value);
  if (/^(?:https?|wss?):/i.test(value) || /^v?\d+(?:\.\d+){1,4}(?:[-+][\w.]+)?$/i.test(value) || /^\d{4}-\d\d-\d\d/.test(value)) {
    return /^\d{6,}\.\d{9,}$/.test(value);
  }
  if (!/^[\w.:+/=~%|-]+$/.test(value)) return false;
  const digits = value.replace(/\D/g, '').length;
  if (digits < 2) return value.length >= 16 && /[a-z]/.test(value) && /[A-Z]/.test(value) && changes(value) > value.length / 4;
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
  const hexOf = (input: string): string => [...murmur32(utf8(input))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hexOf(text) + hexOf(`${text.length}${text}`);
}
