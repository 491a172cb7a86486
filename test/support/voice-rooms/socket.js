import { enterWith, joining, microphone, options, room } from '/stage.js';
import { sendVoice } from '/voice-frames.js';

/**
 * A room without WebRTC: the voice goes through a WebSocket in binary frames. `?worker` opens the WebSocket in a
 * dedicated worker.
 */
const url = 'wss://media.voice-socket.example/rooms';

enterWith(async () => {
  const stream = await microphone();
  const count = { sent: 0, received: 0 };
  room.bytes = async () => count;

  let decode = () => {};
  const hear = (frame) => {
    count.received += frame.byteLength;
    decode(frame);
  };
  const line = await (options.has('worker') ? openInWorker(hear) : openHere(hear));
  const send = (frame) => {
    count.sent += frame.byteLength;
    line(frame);
  };
  decode = await sendVoice(stream, send);
});

async function openHere(hear) {
  const socket = new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('message', ({ data }) => typeof data !== 'string' && hear(data));
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', () => reject(new Error(`No line to ${url}.`)));
  });
  socket.send(JSON.stringify(joining));
  return (frame) => socket.send(frame);
}

async function openInWorker(hear) {
  const worker = new Worker('/socket-worker.js');
  const opened = new Promise((resolve, reject) => {
    worker.addEventListener('message', ({ data }) => {
      if (data === 'open') resolve();
      else if (data === 'error') reject(new Error(`No line to ${url}.`));
      else hear(data);
    });
  });
  worker.postMessage({ url, joining });
  await opened;
  return (frame) => worker.postMessage(frame, [frame.buffer]);
}
