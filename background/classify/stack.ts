import type { Catalogue, StackFact } from '../../catalogue/catalogue.ts';

/** What a browser loads to show, not to talk: an article may well be called `/names/janus`. */
const shown = new Set([
  'main_frame',
  'sub_frame',
  'stylesheet',
  'script',
  'image',
  'imageset',
  'font',
  'media',
  'object',
  // As Resource Timing names them.
  'navigation',
  'iframe',
  'link',
  'css',
  'img',
  'video',
  'audio',
]);

/** Longer ones are no stack's; looking at them would only cost time. */
const maxUrlLength = 1 << 14;

/**
 * Self-hosted software, recognised by the shape of a request: the first of the catalogue's stacks whose conditions all
 * hold. Who runs it does not follow from it; see `StackFact`. Never throws.
 *
 * @param url as the page sent it
 * @param type the browser's name for the kind of request; what it merely shows is no stack's
 */
export function stackOf(url: string, type: string, catalogue: Catalogue): StackFact | null {
  if (shown.has(type) || url.length > maxUrlLength) return null;
  const parts = parseUrl(url);
  if (!parts) return null;
  const web = /^(http|ws)s?:$/.exec(parts.protocol);
  return (web && catalogue.stacks.find(({ when }) => fits(parts, web[1], when))) || null;
}

/** What is kept of a stack: enough to find its fact again in another version of the catalogue. */
export function stackKey({ id, role }: Pick<StackFact, 'id' | 'role'>): string {
  return `${id} ${role}`;
}

/** The fact of a kept stack; undefined where the catalogue has it no more. */
export function stackByKey(key: string, catalogue: Catalogue): StackFact | undefined {
  return catalogue.stacks.find((stack) => stackKey(stack) === key);
}

function fits(url: URL, scheme: string | undefined, when: StackFact['when']): boolean {
  if (when.scheme !== undefined && when.scheme !== scheme) return false;
  if (when.port !== undefined && portOf(url) !== when.port) return false;
  if (when.path !== undefined && !pathFits(url.pathname, when.path)) return false;
  return (when.query ?? []).every((name) => url.searchParams.has(name));
}

function pathFits(path: string, wanted: string): boolean {
  return wanted.endsWith('/') ? path.includes(wanted) : path.endsWith(wanted);
}

function portOf({ port, protocol }: URL): number {
  if (port !== '') return Number(port);
  return protocol.endsWith('s:') ? 443 : 80;
}

function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
