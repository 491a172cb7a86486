import { createSocket } from 'node:dgram';

export interface Relay {
  /** UDP. */
  port: number;
  close(): Promise<void>;
}

const allocate = 0x0003;
const allocateError = 0x0113;
const cookie = 0x2112a442;
const attribute = { username: 0x0006, errorCode: 0x0009, realm: 0x0014, nonce: 0x0015 };
const headerLength = 20;

/**
 * A TURN server that asks for a name, tells which one it was given, and lets nobody in: enough to see that a name
 * really goes over the wire (RFC 8656 section 7.2, RFC 8489 sections 5 and 9.2).
 */
export async function startRelay(address: string, tell: (name: string) => void): Promise<Relay> {
  const socket = createSocket('udp4');
  socket.on('message', (request, { address: from, port }) => {
    if (!isAllocate(request)) return;
    const name = usernameOf(request);
    if (name !== null) tell(name);
    socket.send(unauthorised(request), port, from);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(0, address, () => {
      socket.off('error', reject);
      resolve();
    });
  });
  return { port: socket.address().port, close: () => new Promise((resolve) => socket.close(resolve)) };
}

function isAllocate(message: Buffer): boolean {
  return message.length >= headerLength && message.readUInt16BE(0) === allocate && message.readUInt32BE(4) === cookie;
}

function usernameOf(message: Buffer): string | null {
  for (let at = headerLength; at + 4 <= message.length; ) {
    const length = message.readUInt16BE(at + 2);
    if (message.readUInt16BE(at) === attribute.username) return message.toString('utf8', at + 4, at + 4 + length);
    at += 4 + padded(length);
  }
  return null;
}

/** 401: "say who you are". */
function unauthorised(request: Buffer): Buffer {
  const attributes = Buffer.concat([
    encode(attribute.errorCode, Buffer.concat([Buffer.from([0, 0, 4, 1]), Buffer.from('Unauthorized')])),
    encode(attribute.realm, Buffer.from('relay.example')),
    encode(attribute.nonce, Buffer.from('once')),
  ]);
  const header = Buffer.from(request.subarray(0, headerLength));
  header.writeUInt16BE(allocateError, 0);
  header.writeUInt16BE(attributes.length, 2);
  return Buffer.concat([header, attributes]);
}

function encode(type: number, value: Buffer): Buffer {
  const encoded = Buffer.alloc(4 + padded(value.length));
  encoded.writeUInt16BE(type, 0);
  encoded.writeUInt16BE(value.length, 2);
  value.copy(encoded, 4);
  return encoded;
}

const padded = (length: number): number => Math.ceil(length / 4) * 4;
