import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * CPU of a whole browser from /proc (Linux only).
 *
 * Read from `/proc/PID/stat`: utime + stime of every live process, and cutime + cstime, the time of the children that
 * it has already reaped. That is the one place that loses nothing: the sums of `/proc/PID/task/*\/schedstat` have
 * nanoseconds but forget every thread that has ended, and Chromium ends hundreds in a page load.
 *
 * Its unit is the tick, usually 10 ms, but that is rounding, not sampling: the kernel scales utime + stime to the
 * scheduler's exact run time before it prints them (`cputime_adjust` in kernel/sched/cputime.c). So bursts shorter than
 * a tick do count, and a difference of two readings is off by less than a tick for each counter that moved: some 20 ms
 * for a browser. The samples here are a second or more of CPU.
 */
const tickMs = 10; // USER_HZ is 100 on every Linux that Chromium runs on.

interface Process {
  pid: number;
  parent: number;
  /** Milliseconds of its own threads, and of its children that have ended. */
  cpu: number;
}

function readProcess(pid: number): Process | null {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null; // It ended while the list was read.
  }
  // The second field is the command in parentheses, and may itself contain spaces and parentheses.
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [parent = 0, ...times] = [fields[1], ...fields.slice(11, 15)].map((value) => value ?? 0);
  return { pid, parent, cpu: times.reduce((sum, ticks) => sum + ticks, 0) * tickMs };
}

function tree(root: number): Process[] {
  const children = new Map<number, Process[]>();
  const found: Process[] = [];
  for (const name of readdirSync('/proc')) {
    const process = /^\d+$/.test(name) ? readProcess(Number(name)) : null;
    if (!process) continue;
    if (process.pid === root) found.push(process);
    children.set(process.parent, [...(children.get(process.parent) ?? []), process]);
  }
  // The list grows while it is walked, so that grandchildren are reached too.
  for (const process of found) found.push(...(children.get(process.pid) ?? []));
  return found;
}

/** Milliseconds of CPU that a process and all its descendants, living and reaped, have used since they began. */
export function treeCpu(root: number): number {
  return tree(root).reduce((sum, process) => sum + process.cpu, 0);
}

export function treePids(root: number): number[] {
  return tree(root).map((process) => process.pid);
}

/** What each process of a browser is there for: `extension`, `renderer`, `gpu-process` …, or `browser`. */
export function treeKinds(root: number): string[] {
  return treePids(root).map((pid) => {
    const command = readCommand(pid);
    if (command.includes('--extension-process')) return 'extension';
    return /--type=([\w-]+)/.exec(command)?.[1] ?? 'browser';
  });
}

function readCommand(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/**
 * Waits until a process tree rests (less than 10% of a core for 300 ms) for at least `least` and at most `most`
 * milliseconds. What a page load leaves to be done afterwards (collecting garbage, writing the cache, events still
 * queued for an extension) then lies inside the sample of that page load, and not in the next one.
 * @returns the tree's CPU at the end, and whether it did come to rest
 */
export async function untilQuiet(root: number, least: number, most: number): Promise<{ cpu: number; quiet: boolean }> {
  const began = performance.now();
  let last = treeCpu(root);
  let calm = 0;
  for (;;) {
    await sleep(100);
    const now = treeCpu(root);
    calm = now - last <= tickMs ? calm + 1 : 0;
    last = now;
    const waited = performance.now() - began;
    if (calm >= 3 && waited >= least) return { cpu: now, quiet: true };
    if (waited > most) return { cpu: now, quiet: false };
  }
}
