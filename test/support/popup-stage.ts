import { playBackground } from './popup-scenes.ts';

/** Runs in a page of the extension before the page's own script, which then hears a scene in the background's place. */
const connect = playBackground(new URLSearchParams(location.search).get('scene') ?? 'rich');
const { chrome, browser } = globalThis as unknown as Record<string, { runtime?: object } | undefined>;
for (const api of [chrome, browser]) {
  if (api?.runtime) Object.defineProperty(api.runtime, 'connect', { value: connect, configurable: true });
}
