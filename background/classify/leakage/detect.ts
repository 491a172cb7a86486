import type { Confidence, IdentifierKind, Place } from '../../../extension/model/vocabulary.ts';
import type { Part } from '../parts.ts';
import { decoders } from './decoders.ts';
import { type Identity, isPlausible, isWeak } from './identity.ts';
import type { MeaningOf } from './meaning.ts';

/** An identifier at a place, still readable: it is masked before it leaves the classifier. */
export interface Sighting {
  kind: IdentifierKind;
  value: string;
  place: Place;
  key: string | null;
  encoding: string[];
  confidence: Confidence;
  basis: 'declared' | 'learned' | 'key';
}

export interface Detection {
  sightings: Sighting[];
  /** Values that a telling key showed: to be looked for from now on. */
  learned: Identity[];
  budgetReached: boolean;
}

/** Budgets are counts and lengths, never times: the same input gives the same answer on any machine. */
const budget = {
  /** Texts looked at in one request. */
  texts: 20_000,
  /** Characters decoded in one request, over all coats. */
  characters: 8 << 20,
  depth: 6,
  sightings: 500,
};

interface Item extends Part {
  /** Innermost key, which gives the value its meaning. */
  name: string | null;
  chain: string[];
  depth: number;
}

/**
 * Looks for identifiers in the parts of one request, in whatever coats the decoders know, breadth first: a value that is
 * there plainly is not also reported in a deeper coat at the same place and key.
 *
 * @param known values to find: declared by the person or learned in this visit
 * @param meaningOf what the destination's keys mean
 */
export function detect(parts: readonly Part[], known: readonly Identity[], meaningOf: MeaningOf): Detection {
  const sightings = new Map<string, Sighting>();
  const learned = new Map<string, Identity>();
  const queue: Item[] = parts.map((part) => ({ ...part, name: part.key, chain: [], depth: 0 }));
  let characters = 0;
  let budgetReached = false;

  const see = (item: Item, kind: IdentifierKind, value: string, confidence: Confidence, basis: Sighting['basis']) => {
    const { place, key, chain } = item;
    const id = `${kind}\n${value}\n${place}\n${key ?? ''}`;
    if (sightings.has(id)) return;
    if (sightings.size >= budget.sightings) budgetReached = true;
    else sightings.set(id, { kind, value, place, key, encoding: chain, confidence, basis });
  };

  for (let at = 0; at < queue.length; at++) {
    const item = queue[at] as Item;
    characters += item.text.length;
    if (at >= budget.texts || characters > budget.characters) {
      budgetReached = true;
      break;
    }
    const { text } = item;
    if (text.length === 0) continue;

    const meaning = item.name === null ? null : meaningOf(item.name, item.chain.includes('jwt'));
    if (meaning) {
      const value = bare(meaning.kind, item.name, text);
      if (isPlausible(meaning.kind, value) && !isStructured(value)) {
        // A declared value keeps its own kind and basis: the search below reports it.
        if (!known.some((identity) => identity.value === value && identity.basis === 'declared')) {
          see(item, meaning.kind, value, meaning.confidence, 'key');
        }
        if (!isWeak(value)) learned.set(`${meaning.kind}\n${value}`, { kind: meaning.kind, value, basis: 'learned' });
      }
    }

    let covered = false;
    if (item.depth < budget.depth) {
      for (const decoder of decoders) {
        const pieces = decoder.decode(text, budget.texts);
        if (!pieces) continue;
        for (const piece of pieces) {
          const coat = piece.coat ?? decoder.name;
          const name = piece.keyless ? null : (piece.key ?? item.name);
          queue.push({
            place: item.place,
            // Query, cookie and header values are named by their own key, a body's by the innermost.
            key: item.place === 'body' || item.place === 'websocket' ? name : item.key,
            name,
            text: piece.text,
            chain: coat === null ? item.chain : [...item.chain, coat],
            depth: item.depth + 1,
          });
        }
        covered = decoder.whole;
        if (covered) break;
      }
    } else if (decoders.some((decoder) => decoder.decode(text, 2) !== null)) budgetReached = true;

    if (!covered) {
      for (const identity of known) {
        // A weak value needs the key's word for what it is.
        const there = isWeak(identity.value)
          ? text === identity.value && meaning?.kind === identity.kind
          : contains(text, identity.value);
        if (there) {
          see(item, identity.kind, identity.value, 'matched', identity.basis);
        }
      }
    }
  }
  return { sightings: [...sightings.values()], learned: [...learned.values()], budgetReached };
}

/** `Authorization: Bearer eyJ…` names the token, not the scheme. */
function bare(kind: IdentifierKind, key: string | null, text: string): string {
  const value = text.trim();
  if (kind === 'token' && key?.toLowerCase() === 'authorization') return value.replace(/^[A-Za-z]+\s+/, '');
  if (!value.includes('%')) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** JSON under a telling key holds the identifier deeper down. */
function isStructured(value: string): boolean {
  return /^[[{]/.test(value);
}

const wordCharacter = /[A-Za-z0-9]/;

/** Whether `value` stands in `text` by itself: an id inside a longer number or word is somebody else's. */
function contains(text: string, value: string): boolean {
  const headed = wordCharacter.test(value[0] ?? '');
  const tailed = wordCharacter.test(value.at(-1) ?? '');
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
    const before = text[at - 1];
    const after = text[at + value.length];
    if (headed && before !== undefined && wordCharacter.test(before)) continue;
    if (tailed && after !== undefined && wordCharacter.test(after)) continue;
    return true;
  }
  return false;
}
