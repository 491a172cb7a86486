import { type Coat, commonHashes, encodings, exoticCoats, hashCoats, textEncodings, type Wrapped } from './coats.ts';
import { containers, emptyRequest } from './containers.ts';
import { negatives } from './negatives.ts';
import { type Identifier, type Person, personOf } from './people.ts';
import { Random } from './random.ts';
import { placed, type Recipe, type Sample, strong } from './recipe.ts';
import { specials } from './specials.ts';

export interface LabelledSet {
  people: Map<string, Person>;
  samples: Sample[];
}

/** Wraps from the innermost coat outwards. A coat that changes nothing is no coat. */
async function wrapped(random: Random, value: string, coats: readonly Coat[]): Promise<Wrapped> {
  let data: string | Uint8Array = value;
  const chain: string[] = [];
  for (const coat of coats) {
    const next: string | Uint8Array = await coat.apply(data, random);
    if (typeof next === 'string' && next === data) continue;
    data = next;
    chain.unshift(coat.name);
  }
  return { data, chain };
}

const isBytes = ({ name }: Coat): boolean => ['gzip', 'deflate', 'brotli'].includes(name);
const toText = encodings.filter(({ name }) => name === 'base64' || name === 'hex');

function plainRecipes(): Recipe[] {
  return containers
    .filter(({ name }) => name !== 'bytes body')
    .map((container) => ({
      category: `plain, ${container.name}`,
      group: 'main',
      make: async (random, person, request) => {
        const it = strong(random, person);
        return it && placed(random, request, { data: it.value, chain: [] }, it, [container]);
      },
    }));
}

function encodingRecipes(): Recipe[] {
  const recipes: Recipe[] = [];
  for (const coat of [...encodings, ...textEncodings]) {
    recipes.push({
      category: coat.name,
      group: 'main',
      make: async (random, person, request) => {
        const it = strong(random, person);
        return it && placed(random, request, await wrapped(random, it.value, [coat]), it);
      },
    });
    if (isBytes(coat)) {
      recipes.push({
        category: `${coat.name} of a JSON document`,
        group: 'main',
        make: async (random, person, request) => {
          const it = strong(random, person);
          if (!it) return null;
          const document = JSON.stringify({
            a: 1,
            list: [random.hex(12), true],
            user: { x: it.value, y: random.text(random.between(0, 400)) },
          });
          const { data, chain } = await wrapped(random, document, [coat]);
          return placed(random, request, { data, chain: [...chain, 'json'] }, it);
        },
      });
    }
  }
  for (let alignment = 0; alignment < 3; alignment++) {
    recipes.push({
      category: `base64 of larger text, alignment ${alignment}`,
      group: 'main',
      make: async (random, person, request) => {
        const it = strong(random, person);
        if (!it) return null;
        const text = `${random.text(random.between(2, 9) * 3 + alignment - 1)}|${it.value}|${random.text(random.between(0, 30))}`;
        return placed(random, request, await wrapped(random, text, [random.pick(toText.slice(0, 2))]), it);
      },
    });
    recipes.push({
      category: `base64 of larger bytes, cut, alignment ${alignment}`,
      group: 'main',
      make: async (random, person, request) => {
        const it = strong(random, person);
        if (!it) return null;
        const before = random.bytes(random.between(2, 9) * 3 + alignment - 1).map((byte) => byte & 31);
        const data = Buffer.concat([
          before,
          Buffer.from(` ${it.value} `),
          random.bytes(random.between(3, 30)).map((byte) => byte & 31),
        ]);
        const cut = data.toString('base64').slice(random.between(0, 3));
        return placed(random, request, { data: cut, chain: ['base64'] }, it);
      },
    });
  }
  return recipes;
}

const spellings: Record<string, (value: string, it: Identifier) => string> = {
  'as it is': (value) => value,
  'lower case': (value) => value.toLowerCase(),
  'trimmed, lower case': (value) => value.trim().toLowerCase(),
  canonical: (value, { kind }) => {
    if (kind === 'phone') return value.slice(1);
    if (kind !== 'email') return value.toLowerCase();
    const [local = '', domain = ''] = value.toLowerCase().split('@');
    const bare = local.replace(/\+.*/, '');
    return `${domain === 'gmail.com' ? bare.replaceAll('.', '') : bare}@${domain}`;
  },
};

const digestForms: Record<string, (hex: string) => string> = {
  hex: (hex) => hex,
  'upper-case hex': (hex) => hex.toUpperCase(),
  base64: (hex) => Buffer.from(hex, 'hex').toString('base64'),
  base64url: (hex) => Buffer.from(hex, 'hex').toString('base64url'),
};

function hashRecipes(): Recipe[] {
  const recipes: Recipe[] = [];
  for (const coat of hashCoats) {
    for (const [form, write] of Object.entries(digestForms)) {
      recipes.push({
        category: `${coat.name}, ${form}`,
        group: 'main',
        make: async (random, person, request) => {
          const it = strong(random, person);
          if (!it) return null;
          const spelling = spellings[random.pick(Object.keys(spellings))];
          const digest = String(await coat.apply(spelling ? spelling(it.value, it) : it.value, random));
          // 32 bits have no base64 form worth the name, and decimals no case.
          const short = digest.length <= 10;
          if (short && form !== 'hex') return null;
          return placed(
            random,
            request,
            {
              data: short ? digest : write(digest),
              chain: form.startsWith('base64') ? ['base64', coat.name] : [coat.name],
            },
            it,
          );
        },
      });
    }
  }
  return recipes;
}

function chainRecipes(): Recipe[] {
  const simple = [...encodings, ...textEncodings];
  const two: Recipe = {
    category: 'two encodings',
    group: 'main',
    make: async (random, person, request) => {
      const it = strong(random, person);
      const [inner, outer] = [random.pick(simple), random.pick(simple)];
      if (!it || (isBytes(inner) && !toText.includes(outer) && !isBytes(outer)) || inner.name === outer.name)
        return null;
      return placed(random, request, await wrapped(random, it.value, [inner, outer]), it);
    },
  };
  const three: Recipe = {
    category: 'three encodings',
    group: 'main',
    make: async (random, person, request) => {
      const it = strong(random, person);
      const packed = random.pick(encodings.filter(isBytes));
      const text = random.pick(textEncodings);
      return it && placed(random, request, await wrapped(random, it.value, [text, packed, random.pick(toText)]), it);
    },
  };
  const hashOfHash: Recipe = {
    category: 'hash of a hash',
    group: 'main',
    make: async (random, person, request) => {
      const it = strong(random, person);
      return (
        it &&
        placed(
          random,
          request,
          await wrapped(random, it.value.toLowerCase(), [random.pick(commonHashes), random.pick(commonHashes)]),
          it,
        )
      );
    },
  };
  const encodedHash: Recipe = {
    category: 'encoded hash',
    group: 'main',
    make: async (random, person, request) => {
      const it = strong(random, person);
      const outer = random.pick([...toText, ...encodings.filter(isBytes), ...textEncodings]);
      return (
        it &&
        placed(random, request, await wrapped(random, it.value.toLowerCase(), [random.pick(commonHashes), outer]), it)
      );
    },
  };
  const hashedEncoding: Recipe = {
    category: 'hash of an encoding',
    group: 'main',
    make: async (random, person, request) => {
      const it = strong(random, person);
      const inner = random.pick(encodings.filter(({ name }) => name === 'base64' || name === 'hex').slice(0, 3));
      return it && placed(random, request, await wrapped(random, it.value, [inner, random.pick(commonHashes)]), it);
    },
  };
  return [two, two, two, three, hashOfHash, hashOfHash, encodedHash, hashedEncoding];
}

function exoticRecipes(): Recipe[] {
  return exoticCoats.map((coat) => ({
    category: `exotic: ${coat.name}`,
    group: 'exotic',
    make: async (random, person, request) => {
      const it = strong(random, person, 'email', 'user-id', 'room-id', 'token');
      return it && placed(random, request, await wrapped(random, it.value, [coat]), it);
    },
  }));
}

/**
 * @param seed the same seed gives the same set
 * @param perCategory samples of each category
 */
export async function labelledSet(seed: number, perCategory: number): Promise<LabelledSet> {
  const random = new Random(seed);
  const people = new Map(
    Array.from({ length: 12 }, (_, i) => personOf(random, i)).map((person) => [person.key, person]),
  );
  const crowd = [...people.values()];
  const samples: Sample[] = [];
  const recipes = [
    ...plainRecipes(),
    ...encodingRecipes(),
    ...hashRecipes(),
    ...chainRecipes(),
    ...exoticRecipes(),
    ...specials,
    ...negatives,
  ];
  for (const { category, group, make } of recipes) {
    for (let made = 0, tries = 0; made < perCategory && tries < perCategory * 10; tries++) {
      const person = random.pick(crowd);
      const request = emptyRequest(random, `r${samples.length}`, person.key);
      const sample = await make(random, person, request);
      if (!sample) continue;
      samples.push({ category, group, ...sample });
      made++;
    }
  }
  return { people, samples };
}
