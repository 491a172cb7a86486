import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freeUdpPort, startDaemon } from './daemon.ts';
import { findCoturn } from './servers.mjs';

/** A relay, and a STUN server at the same port. Over UDP, unencrypted, like most. */
export interface Turn {
  readonly port: number;
  readonly username: string;
  readonly credential: string;
  close(): Promise<void>;
}

export interface TurnOptions {
  /** A loopback address, for the server and for what it relays. */
  address: string;
  username: string;
}

const credential = 'relay-pass-5d1f';
const realm = 'voice-relay.example';
const relayPorts = 40;

/** Starts Debian's coturn. */
export async function startTurn({ address, username }: TurnOptions): Promise<Turn> {
  const coturn = findCoturn();
  if (!coturn) throw new Error('No TURN server was found: please install it (Debian: apt install coturn).');
  const folder = await mkdtemp(join(tmpdir(), 'earshot-turn-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    // In a database, because on the command line a user's name ends at its first colon.
    const users = join(folder, 'users.db');
    await promisify(execFile)(coturn.admin, ['-a', '-b', users, '-u', username, '-r', realm, '-p', credential]);
    // A range of its own: coturn shares ports, so that two servers at one address would take each other's packets.
    const port = await freeUdpPort(address, relayPorts);
    const daemon = await startDaemon(
      coturn.server,
      [
        '-n', // no configuration file
        ...['--listening-ip', address, '--relay-ip', address, '--listening-port', String(port)],
        ...['--min-port', String(port + 1), '--max-port', String(port + relayPorts)],
        ...['--lt-cred-mech', '--userdb', users, '--realm', realm],
        ...['--no-tcp', '--no-tls', '--no-dtls', '--no-tcp-relay', '--no-cli', '--allow-loopback-peers'],
        ...['--pidfile', join(folder, 'pid'), '--log-file', 'stdout'],
      ],
      () => answersStun(address, port),
    );
    const close = async () => {
      await daemon.close();
      await remove();
    };
    return { port, username, credential, close };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Asks "which address do I have?". RFC 8489, section 5: a header without attributes will do. */
function answersStun(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    const done = (answered: boolean) => {
      clearTimeout(timer);
      socket.close();
      resolve(answered);
    };
    const timer = setTimeout(done, 200, false);
    socket.once('message', () => done(true));
    socket.once('error', () => done(false));
    const bindingRequest = Buffer.concat([Buffer.from('000100002112a442', 'hex'), randomBytes(12)]);
    socket.send(bindingRequest, port, address);
  });
}
