import { spawnSync } from 'node:child_process';

/**
 * The bench runs in a network namespace of its own where Linux lets it: nothing comes in or goes out, and every address
 * in the world is this machine. So the hosts can have public addresses, for which Earshot must look up country and
 * network, as it must on the web; loopback addresses would spare it that.
 */
const marker = 'EARSHOT_BENCH_NETWORK';

/** Whether this process runs in such a namespace. */
export const isIsolated = process.env[marker] === 'own';

/**
 * Runs this very command again inside, and ends with its exit code. Returns where that is not possible (no `unshare`,
 * no `ip`, or not allowed): everything is then measured on loopback addresses.
 */
export function moveInside(): void {
  if (process.env[marker] !== undefined) return;
  // "local" routes make the kernel accept every address as its own (ip-route(8)).
  const script = 'ip link set lo up && ip route add local 0.0.0.0/0 dev lo && exec "$@"';
  // Root may do it as it is; anybody else becomes root of a user namespace first.
  const flags = process.getuid?.() === 0 ? '-n' : '-rn';
  const inside = (...command: string[]) => [flags, 'sh', '-c', script, 'sh', ...command];
  if (spawnSync('unshare', inside('true')).status !== 0) return;
  const { status } = spawnSync('unshare', inside(process.execPath, ...process.execArgv, ...process.argv.slice(1)), {
    stdio: 'inherit',
    env: { ...process.env, [marker]: 'own' },
  });
  process.exit(status ?? 1);
}

/** Addresses for the hosts of the bench: public ones all over the address space, or loopback. */
export function addressOf(i: number): string {
  return isIsolated ? `${20 + 5 * (i % 39)}.200.${i + 1}.9` : `127.0.0.${10 + i}`;
}
