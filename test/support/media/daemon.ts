import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';

export interface Daemon {
  close(): Promise<void>;
}

const patience = 20_000;

/**
 * Starts a server program, and waits until it does what it is there for.
 *
 * @param isReady asked again and again; throwing counts as "not yet"
 * @throws with what the program said, if it ends or is not ready in time
 */
export async function startDaemon(program: string, args: string[], isReady: () => Promise<boolean>): Promise<Daemon> {
  // One that crashes leaves its memory where it stood: not among the sources.
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: tmpdir() });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => (said = `${said}${String(data)}`.slice(-10_000)));
  }
  let gone = false;
  const end = new Promise<void>((resolve) => {
    const note = (why: unknown) => {
      gone = true;
      said += `\n${String(why)}`;
      resolve();
    };
    child.once('error', note);
    child.once('exit', (code, signal) => note(`ended with ${code ?? signal}`));
  });
  const kill = () => child.kill('SIGKILL');
  // A test run that is ended in the middle leaves nothing behind.
  process.once('exit', kill);

  const close = async () => {
    kill();
    await end;
    process.off('exit', kill);
  };

  const last = Date.now() + patience;
  while (!(await isReady().catch(() => false))) {
    if (gone || Date.now() > last) {
      await close();
      throw new Error(`${program} ${gone ? 'did not stay' : `was not ready in ${patience} ms`}:\n${said}`);
    }
    await pause(50);
  }
  return { close };
}

/** A UDP port at an address that nobody listens at, with `after` free ones above it for the server's own use. */
export async function freeUdpPort(address: string, after = 0): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt++) {
    // Below the range that systems give to outgoing connections.
    const port = 10_000 + Math.floor(Math.random() * (20_000 - after));
    const sockets = Array.from({ length: after + 1 }, () => createSocket('udp4'));
    try {
      await Promise.all(
        sockets.map(async (socket, i) => {
          socket.bind(port + i, address);
          await once(socket, 'listening');
        }),
      );
      return port;
    } catch {
      // Somebody listens at one of them: elsewhere, then.
    } finally {
      for (const socket of sockets) socket.close();
    }
  }
  throw new Error(`No ${after + 1} free UDP ports in a row at ${address}.`);
}

/** A TCP port at an address that nobody listens at. */
export async function freeTcpPort(address: string): Promise<number> {
  const server = createServer().listen(0, address);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
