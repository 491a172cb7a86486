import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * A Chromium that loads unpacked extensions from the command line. Branded Chrome is not looked for: it ignores
 * `--load-extension` since version 137.
 *
 * @returns {string | null} the executable; `EARSHOT_CHROMIUM` decides if it is set
 */
export function findChromium() {
  return (
    named('EARSHOT_CHROMIUM') ??
    firstUsable([
      '/usr/bin/chromium',
      '/usr/bin/chromium-browser',
      '/usr/local/bin/chromium',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
    ]) ??
    fromPlaywright()
  );
}

/** @returns {string | null} a stock Firefox; `EARSHOT_FIREFOX` decides if it is set */
export function findFirefox() {
  return (
    named('EARSHOT_FIREFOX') ??
    firstUsable([
      '/usr/bin/firefox-esr',
      '/usr/bin/firefox',
      '/usr/local/bin/firefox',
      '/opt/firefox/firefox',
      '/Applications/Firefox.app/Contents/MacOS/firefox',
      'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
    ])
  );
}

/** A wrong path is an error, not a reason to take another browser silently. */
function named(variable) {
  const path = process.env[variable];
  if (!path) return null;
  if (!existsSync(path)) throw new Error(`${variable} names ${path}, which does not exist.`);
  return path;
}

function firstUsable(paths) {
  return paths.find((path) => existsSync(path) && !isSnap(path)) ?? null;
}

/** Ubuntu's launchers for snaps: those browsers cannot read a profile or an extension under /tmp. */
function isSnap(path) {
  if (realpathSync(path).includes('/snap')) return true;
  return statSync(path).size < 64_000 && readFileSync(path, 'latin1').includes('/snap/bin/');
}

/** The newest full Chromium that `playwright install chromium` put there; its headless shell knows no extensions. */
function fromPlaywright() {
  const folders = {
    linux: join(homedir(), '.cache/ms-playwright'),
    darwin: join(homedir(), 'Library/Caches/ms-playwright'),
    win32: join(process.env.LOCALAPPDATA ?? homedir(), 'ms-playwright'),
  };
  const folder = process.env.PLAYWRIGHT_BROWSERS_PATH || folders[process.platform];
  if (!folder || !existsSync(folder)) return null;
  const builds = readdirSync(folder)
    .filter((name) => /^chromium-\d+$/.test(name))
    .sort((a, b) => Number(b.slice(9)) - Number(a.slice(9)));
  const inside = [
    'chrome-linux64/chrome',
    'chrome-linux/chrome',
    'chrome-win64/chrome.exe',
    'chrome-win/chrome.exe',
    ...['chrome-mac-arm64', 'chrome-mac-x64', 'chrome-mac'].flatMap((name) => [
      `${name}/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing`,
      `${name}/Chromium.app/Contents/MacOS/Chromium`,
    ]),
  ];
  return builds.flatMap((build) => inside.map((path) => join(folder, build, path))).find(existsSync) ?? null;
}
