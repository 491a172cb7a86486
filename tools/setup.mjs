/**
 * Makes a bare clone ready: `npm start` and `npm test` call it first. Plain JavaScript without dependencies, because
 * there are none yet. Installs packages, finds or installs the browsers and the media servers of the tests, and says in
 * one sentence what is missing where it cannot.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = join(root, 'node_modules', '.earshot-lock');

function run(command, args, quiet = false) {
  return spawnSync(command, args, {
    cwd: root,
    stdio: quiet ? 'ignore' : 'inherit',
    shell: process.platform === 'win32',
  }).status;
}

function fail(sentence) {
  console.error(`\n${sentence}`);
  process.exit(1);
}

/** `npm ci`, unless this very lock file has been installed. */
function installPackages() {
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.log('Installing packages (npm ci) …');
  if (run('npm', ['ci', '--no-audit', '--no-fund']) !== 0) {
    fail(
      'Packages could not be installed: see what npm said above, and whether this machine reaches the npm registry.',
    );
  }
  writeFileSync(stamp, lock);
}

const isRoot = process.getuid?.() === 0;
const hasApt = () => run('apt-get', ['--version'], true) === 0;

function aptInstall(...packages) {
  if (!isRoot || !hasApt()) return false;
  console.log(`Installing ${packages.join(', ')} (apt-get) …`);
  const options = ['-y', '-qq', '-o', 'Dpkg::Use-Pty=0'];
  if (run('apt-get', ['update', '-qq'], true) !== 0) return false;
  return run('apt-get', ['install', ...options, '--no-install-recommends', ...packages], true) === 0;
}

async function installBrowsers(wanted) {
  const { findChromium, findFirefox } = await import('../test/support/browsers.mjs');
  if (wanted.includes('chromium') && !findChromium()) {
    const installed = aptInstall('chromium') || run('npx', ['playwright', 'install', 'chromium']) === 0;
    if (!installed || !findChromium()) {
      fail(
        'No Chromium was found: please install it (Debian: apt install chromium), or set EARSHOT_CHROMIUM to its path.',
      );
    }
  }
  if (wanted.includes('firefox') && !findFirefox()) {
    if (!aptInstall('firefox-esr') || !findFirefox()) {
      fail(
        'No Firefox was found: please install it (Debian: apt install firefox-esr), or set EARSHOT_FIREFOX to its path.',
      );
    }
  }
}

/** The relay and the mixing media server through which voices flow in tests. */
async function installMediaServers(wanted) {
  const { findCoturn, findJanus } = await import('../test/support/media/servers.mjs');
  for (const [name, isThere] of Object.entries({ coturn: findCoturn, janus: findJanus })) {
    if (!wanted.includes(name) || isThere()) continue;
    if (!aptInstall(name) || !isThere()) {
      fail(
        `No ${name} was found, which the tests send voices through: please install it (Debian: apt install ${name}).`,
      );
    }
  }
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 11))
  fail(`Earshot is built with Node 20.11 or newer; this is ${process.version}.`);
installPackages();
await installBrowsers(process.argv.slice(2));
await installMediaServers(process.argv.slice(2));
