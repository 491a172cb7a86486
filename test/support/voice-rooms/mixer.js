import { connected, expose, play } from '/connection.js';
import { enterWith, me, microphone, roomId } from '/stage.js';

/** A room on Janus' AudioBridge, which mixes. Its protocol: https://janus.conf.meetecho.com/docs/rest */
enterWith(async () => {
  const stream = await microphone();
  const connection = new RTCPeerConnection();
  expose(connection);
  connection.addEventListener('track', ({ track }) => play(track));
  for (const track of stream.getTracks()) connection.addTrack(track, stream);

  const { ask, event } = await openJanus('wss://janus.voice-mixer.example/');
  const session = (await ask({ janus: 'create' })).data.id;
  const handle = (await ask({ janus: 'attach', session_id: session, plugin: 'janus.plugin.audiobridge' })).data.id;
  const address = { session_id: session, handle_id: handle };
  setInterval(() => ask({ janus: 'keepalive', session_id: session }), 25_000);

  connection.addEventListener('icecandidate', ({ candidate }) =>
    ask({ janus: 'trickle', ...address, candidate: candidate ?? { completed: true } }),
  );
  const join = { request: 'join', room: roomId, id: me.id, display: me.name };
  await event({ janus: 'message', ...address, body: join });
  await connection.setLocalDescription();
  const configure = { request: 'configure', muted: false };
  const answer = await event({ janus: 'message', ...address, body: configure, jsep: connection.localDescription });
  await connection.setRemoteDescription(answer.jsep);
  await connected(connection);
});

/**
 * A line to Janus: `ask` waits for the answer to a request, `event` for what the room says to it afterwards. Both carry
 * the request's transaction.
 */
async function openJanus(url) {
  const socket = new WebSocket(url, 'janus-protocol');
  const waiting = new Map();
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(data);
    const asked = waiting.get(message.transaction);
    const failed = message.error ?? message.plugindata?.data?.error;
    if (failed) asked?.reject(new Error(failed.reason ?? failed));
    else if (!asked?.wantsEvent || message.janus === 'event') asked?.resolve(message);
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', () => reject(new Error(`No Janus at ${url}.`)));
  });
  const send = (message, wantsEvent) =>
    new Promise((resolve, reject) => {
      const transaction = crypto.randomUUID();
      waiting.set(transaction, { resolve, reject, wantsEvent });
      socket.send(JSON.stringify({ ...message, transaction }));
    });
  return { ask: (message) => send(message, false), event: (message) => send(message, true) };
}
