import browser from 'webextension-polyfill';

/**
 * Files under `data/` in the package. What every start waits for is asked for as soon as this module is evaluated: whoever
 * imports it first has the browser read while the rest of the code is being evaluated.
 */
const early = new Map(['catalogue.json', 'networks/index.json'].map((path) => [path, read(path)]));
// Whoever asks for it is told; until then nobody is.
for (const reading of early.values()) reading.catch(() => {});

/** A packaged file, by its path under `data/`. @throws where it cannot be read */
export function readPackaged(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const begun = early.get(path);
  // Once: the bytes are not to stay in memory.
  early.delete(path);
  return begun ?? read(path);
}

async function read(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(browser.runtime.getURL(`data/${path}`));
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
