import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { version } from '../../background/remember/history/schema.ts';
import { launchChromium, type TestChromium } from '../support/chromium.ts';
import { startInternet } from '../support/internet.ts';
import type { Made } from '../support/made-visits.ts';
import { leaveUntidied, type Seeded, seedHistory } from '../support/seed-history.ts';
import { withInside } from '../support/with-inside.ts';

/** What a history is measured with: a million findings. */
export const wanted = { findings: 1_000_000, visits: 10_000, sites: 300, days: 80 } satisfies Seeded;

/** How the history in the kept profile was made. */
interface Seeding {
  /** What must be the same for it to be of use again. */
  of: string;
  /** When, in milliseconds since the Unix epoch. */
  at: number;
  made: Made;
  /** Milliseconds that writing one visit took. */
  each: number;
}

export interface FullHistory extends Pick<Seeding, 'made' | 'each'> {
  browser: TestChromium;
  close(): Promise<void>;
}

/** Milliseconds after which the visits would have become too old for what is asked of them. */
const keptFor = 3 * 86_400_000;
const folder = fileURLToPath(new URL('../../build/bench/history', import.meta.url));
const [profile, extension, note] = ['profile', 'extension', 'seeding.json'].map((name) => join(folder, name)) as [
  string,
  string,
  string,
];

/**
 * A browser with a history of a million findings. Writing it takes some minutes, so that the profile is kept in
 * `build/bench/history` and used again as long as it is fresh and the database has the same form.
 */
export async function openFullHistory(log: (line: string) => void): Promise<FullHistory> {
  const of = JSON.stringify({ version, ...wanted });
  const kept = await readSeeding();
  const isOfUse = kept?.of === of && Date.now() - kept.at < keptFor;
  if (!isOfUse) await rm(folder, { recursive: true, force: true });
  await mkdir(dirname(profile), { recursive: true });
  // Always in the same folder: an extension's id, and with it its database, follows from where it lies.
  await withInside('chromium', extension);
  const net = await startInternet();
  const browser = await launchChromium({ extension, net, profile });
  const close = async () => {
    await browser.close();
    await net.close();
  };
  try {
    await leaveUntidied(browser);
    const seeding = isOfUse ? kept : await seed(browser, of, log);
    return { browser, made: seeding.made, each: seeding.each, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function seed(browser: TestChromium, of: string, log: (line: string) => void): Promise<Seeding> {
  log('history: a million findings are written first, which takes some minutes; they are kept for the next time');
  const began = performance.now();
  const made = await seedHistory(browser, wanted, () => {});
  const seeding: Seeding = { of, at: Date.now(), made, each: (performance.now() - began) / wanted.visits };
  await writeFile(note, JSON.stringify(seeding));
  return seeding;
}

async function readSeeding(): Promise<Seeding | null> {
  try {
    return JSON.parse(await readFile(note, 'utf8')) as Seeding;
  } catch {
    return null;
  }
}
