import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Bidi, connectBidi } from './bidi.ts';

/** A Firefox that listens. */
export interface RunningFirefox {
  readonly bidi: Bidi;
  /** Kills it as a crash would: no page, worker or database is told. */
  crash(): Promise<void>;
  close(): Promise<void>;
}

const startPatience = 30_000;

/**
 * @param profile its folder, which stays; null: a fresh one that goes with the browser
 * @param home counts as the person's own folder
 * @throws with what Firefox said, if it does not listen within half a minute
 */
export async function startFirefox({
  executable,
  profile: givenProfile,
  preferences,
  headed,
  home,
}: {
  executable: string;
  profile: string | null;
  preferences: Record<string, boolean | number | string>;
  headed: boolean;
  home?: string;
}): Promise<RunningFirefox> {
  const profile = givenProfile ?? (await mkdtemp(join(tmpdir(), 'earshot-firefox-')));
  let firefox: ChildProcess | undefined;
  let bidi: Bidi | undefined;

  const crash = async () => {
    const gone = new Promise((resolve) => firefox?.once('exit', resolve));
    firefox?.kill('SIGKILL');
    await gone;
    bidi?.close();
  };
  const close = async () => {
    if (firefox && firefox.exitCode === null && firefox.signalCode === null) {
      const gone = new Promise((resolve) => firefox?.once('exit', resolve));
      // To end in order takes a second, for a profile that is thrown away.
      if (givenProfile === null) firefox.kill('SIGKILL');
      else await Promise.race([bidi?.send('browser.close').catch(() => {}), pause(3_000, undefined, { ref: false })]);
      await Promise.race([gone, pause(5_000, undefined, { ref: false })]);
      if (firefox.exitCode === null && firefox.signalCode === null) firefox.kill('SIGKILL');
      await Promise.race([gone, pause(2_000, undefined, { ref: false })]);
    }
    bidi?.close();
    if (givenProfile === null) await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };

  try {
    const lines = Object.entries(preferences).map(
      ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
    );
    await writeFile(join(profile, 'user.js'), lines.join('\n'));
    firefox = spawn(
      executable,
      [
        ...(headed ? [] : ['--headless']),
        ...['--no-remote', '--profile', profile],
        ...['--remote-debugging-port=0', '--remote-allow-system-access', 'about:blank'],
      ],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
        env: { ...process.env, MOZ_CRASHREPORTER_DISABLE: '1', ...(home !== undefined && { HOME: home }) },
      },
    );
    bidi = await connectBidi(`${await readBidiUrl(firefox)}/session`);
    await bidi.send('session.new', {
      capabilities: { alwaysMatch: { acceptInsecureCerts: true, unhandledPromptBehavior: { default: 'ignore' } } },
    });
    return { bidi, crash, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Firefox says on stderr where it listens. Keeps reading afterwards, so that the pipe never fills up. */
function readBidiUrl(firefox: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(
      () => reject(new Error(`Firefox did not start in ${startPatience} ms.\n${said}`)),
      startPatience,
    );
    firefox.stderr?.on('data', (data) => {
      if (said.length < 100_000) said += String(data);
      const url = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(said)?.[1];
      if (!url) return;
      clearTimeout(timer);
      resolve(url);
    });
    firefox.once('error', reject);
    firefox.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`Firefox ended with code ${code}.\n${said}`));
    });
  });
}
