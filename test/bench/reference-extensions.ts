import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The two extensions between which Earshot's cost is placed. Both have what Earshot must have, the `webRequest`
 * permission on all sites, which alone makes Chromium route every request through its extension layer.
 */
const workers = {
  /** Asks for the permission and never uses it: nobody who may listen can cost less. */
  floor: '// No listener.',
  /** What watching everything everywhere costs before anything is done with it. */
  everything: `
    const nothing = () => {};
    const filter = { urls: ['<all_urls>', 'ws://*/*', 'wss://*/*'] };
    chrome.webRequest.onBeforeRequest.addListener(nothing, filter, ['requestBody']);
    chrome.webRequest.onSendHeaders.addListener(nothing, filter, ['requestHeaders', 'extraHeaders']);
    chrome.webRequest.onResponseStarted.addListener(nothing, filter);
    chrome.webRequest.onErrorOccurred.addListener(nothing, filter);`,
};

/** Writes both below `folder` and returns where each lies. */
export async function writeReferenceExtensions(folder: string): Promise<Record<keyof typeof workers, string>> {
  const write = async (name: keyof typeof workers) => {
    const path = join(folder, name);
    const manifest = {
      manifest_version: 3,
      name,
      version: '1',
      permissions: ['webRequest'],
      host_permissions: ['<all_urls>'],
      background: { service_worker: 'worker.js' },
    };
    await mkdir(path, { recursive: true });
    await writeFile(join(path, 'manifest.json'), JSON.stringify(manifest));
    await writeFile(join(path, 'worker.js'), workers[name]);
    return path;
  };
  return { floor: await write('floor'), everything: await write('everything') };
}
