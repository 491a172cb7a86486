/** Chrome's and Firefox's manifests, from the one in the repository. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const targets = ['chrome', 'firefox'] as const;
export type Target = (typeof targets)[number];

type Json = Record<string, unknown>;

/** @param root the folder with `manifest.json` */
export function readManifest(root: string): Json {
  return JSON.parse(readFileSync(join(root, 'manifest.json'), 'utf8')) as Json;
}

/** One browser's manifest: the common part and its own, permissions those of both. Edge takes Chrome's. */
export function manifestFor(target: Target, source: Json): Json {
  const { chrome, firefox, ...common } = source;
  const own = (target === 'chrome' ? chrome : firefox) as Json;
  const permissions = [common, own].flatMap((part) => (part['permissions'] ?? []) as string[]);
  return { ...common, ...own, permissions };
}
