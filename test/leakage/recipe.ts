import type { Place } from '../../extension/model/vocabulary.ts';
import type { Wrapped } from './coats.ts';
import { type Container, containers, type MadeRequest } from './containers.ts';
import { type Identifier, type Person, weakNames } from './people.ts';
import type { Random } from './random.ts';

/** What a detector has to say of a request; nothing, where `name` is null. */
export interface Label {
  name: string;
  kind: string;
  place: Place;
  encoding: string[];
}

export interface Sample {
  category: string;
  group: 'main' | 'exotic' | 'weak' | 'weak negative' | 'hard negative' | 'noise';
  request: MadeRequest;
  label: Label | null;
}

const keys = ['k', 'd', 'x1', 'val', 'p', 'data', 'm'];

/** What makes samples of one category: several draws each. */
export interface Recipe {
  category: string;
  group: Sample['group'];
  make(random: Random, person: Person, request: MadeRequest): Promise<Omit<Sample, 'category' | 'group'> | null>;
}

/** Puts something wrapped into a container that takes it; null where none does. */
export function placed(
  random: Random,
  request: MadeRequest,
  { data, chain }: Wrapped,
  { name, kind }: Identifier,
  list = containers,
): Omit<Sample, 'category' | 'group'> | null {
  const fitting = list.filter(({ binary }) => binary || typeof data === 'string');
  for (let i = 0; i < 12; i++) {
    const container: Container = random.pick(fitting);
    const filled = container.put(request, random.pick(keys), data, random);
    if (filled)
      return {
        request: filled,
        label: { name, kind, place: container.place, encoding: [...container.chain, ...chain] },
      };
  }
  return null;
}

export function strong(random: Random, { identifiers }: Person, ...kinds: string[]): Identifier | null {
  const list = identifiers.filter(
    ({ name, kind }) => !weakNames.includes(name) && (kinds.length === 0 || kinds.includes(kind)),
  );
  return list.length === 0 ? null : random.pick(list);
}

export const text = (request: MadeRequest, body: string): MadeRequest => ({
  ...request,
  requestBody: { raw: [{ bytes: Buffer.from(body).toString('base64') }] },
});
export const named = ({ identifiers }: Person, name: string): Identifier =>
  identifiers.find((it) => it.name === name) as Identifier;
