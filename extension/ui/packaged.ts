import browser from 'webextension-polyfill';
import type { Country } from '../model/vocabulary.ts';

/** What comes with Earshot, as far as its pages need it. Null or empty where it could not be read. */
export interface Packaged {
  version: string;
  /** Jurisdictions whose laws are known. */
  jurisdictions: Country[];
  /** Day on which the newest fact about companies and laws was checked. */
  checked: string | null;
  networks: NetworkData | null;
  /** Folders of `_locales`: the languages in which Earshot speaks. */
  languages: string[];
}

export interface NetworkData {
  date: string;
  sources: { name: string; licence: string; link: string; use: string; date: string }[];
}

/** Reads the packaged data. Never rejects. Made and checked by the build, so it is not checked again. */
export async function loadPackaged(): Promise<Packaged> {
  const [catalogue, networks, languages] = await Promise.all([
    read<{ date: string; jurisdictions: Record<Country, unknown> }>('data/catalogue.json'),
    read<NetworkData>('data/networks/index.json'),
    read<string[]>('data/locales.json'),
  ]);
  return {
    version: browser.runtime.getManifest().version,
    jurisdictions: Object.keys(catalogue?.jurisdictions ?? {}),
    checked: catalogue?.date ?? null,
    networks,
    languages: languages ?? [],
  };
}

async function read<T>(path: string): Promise<T | null> {
  try {
    const response = await fetch(browser.runtime.getURL(path));
    return response.ok ? ((await response.json()) as T) : null;
  } catch {
    return null;
  }
}
