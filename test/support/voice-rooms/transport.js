import { line } from '/line.js';
import { enterWith, joining, microphone, options, room } from '/stage.js';
import { sendVoice } from '/voice-frames.js';

/**
 * A room over WebTransport. Who one is goes first, in a stream of both directions. The voice goes in datagrams; with
 * `?streams` each frame in a stream of its own, as Media over QUIC has it; with `?piped` in one stream that the browser
 * itself fills. The page has no hand in the bytes of that one.
 */
enterWith(async () => {
  const stream = await microphone();
  const count = { sent: 0, received: 0 };
  room.bytes = async () => count;

  const value = Uint8Array.from(atob(line.digest), (character) => character.charCodeAt(0));
  const transport = new WebTransport(line.url, { serverCertificateHashes: [{ algorithm: 'sha-256', value }] });
  await transport.ready;
  room.transport = transport;
  await join(transport);

  const ways = { streams: inStreams, piped: inOneStream };
  const [way] = Object.keys(ways).filter((name) => options.has(name));
  const put = await (ways[way] ?? inDatagrams)(transport);
  const decode = await sendVoice(stream, (frame) => {
    count.sent += frame.byteLength;
    put(frame);
  });
  const hear = (frame) => {
    count.received += frame.byteLength;
    decode(frame);
  };
  void each(transport.datagrams.readable, hear);
  void each(transport.incomingUnidirectionalStreams, async (incoming) => {
    if (options.has('piped')) await each(incoming, hear);
    else hear(await whole(incoming));
  });
});

async function join(transport) {
  const { readable, writable } = await transport.createBidirectionalStream();
  const writer = writable.getWriter();
  await writer.write(new TextEncoder().encode(`${JSON.stringify(joining)}\n`));
  await readable.getReader().read();
}

/** A datagram has to fit into a packet, which a piece of a recording may not. */
const mostInDatagram = 1000;

function inDatagrams({ datagrams }) {
  const writer = datagrams.writable.getWriter();
  return (frame) => {
    for (let from = 0; from < frame.length; from += mostInDatagram) {
      void writer.write(frame.subarray(from, from + mostInDatagram));
    }
  };
}

function inStreams(transport) {
  return async (frame) => {
    const writer = (await transport.createUnidirectionalStream()).getWriter();
    void writer.write(frame);
    await writer.close();
  };
}

async function inOneStream(transport) {
  const { readable, writable } = new TransformStream();
  void readable.pipeTo(await transport.createUnidirectionalStream());
  const writer = writable.getWriter();
  return (frame) => void writer.write(frame);
}

async function each(readable, hear) {
  const reader = readable.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) void hear(read.value);
}

async function whole(readable) {
  const pieces = [];
  await each(readable, (piece) => pieces.push(piece));
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}
