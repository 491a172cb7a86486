import { connected, expose, play } from '/connection.js';
import { protect, protectedConfiguration } from '/encryption.js';
import { enterWith, joining, me, microphone, options, room, roomId, signal } from '/stage.js';

/**
 * Two people, from browser to browser. `?relay` goes through a TURN server only, `?stun` asks a STUN server for the
 * own address first; whose they are is told by the signalling server.
 */
enterWith(async () => {
  const stream = await microphone();
  const welcomed = Promise.withResolvers();
  let connection;

  /** The signalling server says who was there first; the newcomer calls. */
  async function call({ others, iceServers }) {
    connection = new RTCPeerConnection({
      ...protectedConfiguration,
      iceServers,
      iceTransportPolicy: options.has('relay') ? 'relay' : 'all',
    });
    expose(connection);
    connection.addEventListener('icecandidate', ({ candidate }) => say({ candidate }));
    connection.addEventListener('track', ({ track, receiver }) => {
      protect(receiver);
      play(track);
    });
    connection.addEventListener('datachannel', ({ channel }) => chat(channel));
    for (const track of stream.getTracks()) protect(connection.addTrack(track, stream));
    welcomed.resolve();
    if (others === 0) return;
    chat(connection.createDataChannel('chat'));
    await connection.setLocalDescription();
    say({ description: connection.localDescription });
  }

  const say = await signal('wss://signal.voice-peers.example/rooms', async (message) => {
    if (message.event === 'joined') return call(message);
    const { description, candidate } = message;
    if (!description) return connection.addIceCandidate(candidate ?? undefined);
    await connection.setRemoteDescription(description);
    if (description.type !== 'offer') return;
    await connection.setLocalDescription();
    say({ description: connection.localDescription });
  });
  say({ ...joining, wants: { relay: options.has('relay'), stun: options.has('stun') } });
  await welcomed.promise;
  await connected(connection);
});

/** Says hello twice: once in JSON, once in the binary form of a presence message. */
function chat(channel) {
  room.messages = [];
  channel.binaryType = 'arraybuffer';
  channel.addEventListener('message', ({ data }) => {
    room.messages.push(typeof data === 'string' ? data : { bytes: [...new Uint8Array(data)] });
  });
  const greet = () => {
    channel.send(JSON.stringify({ from: me.id, room: roomId, text: 'hello' }));
    channel.send(presence());
  };
  if (channel.readyState === 'open') greet();
  else channel.addEventListener('open', greet);
}

/** A byte for the kind of message, then each field with its length before it. */
function presence() {
  const fields = [me.id, roomId].map((text) => new TextEncoder().encode(text));
  return new Uint8Array([1, ...fields.flatMap((field) => [field.length, ...field])]);
}
