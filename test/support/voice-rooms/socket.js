import { openCodec } from '/codec.js';
import { enterWith, joining, microphone, options, room } from '/stage.js';

/**
 * A room without WebRTC: the voice goes through a WebSocket in binary frames. `?worker` opens the WebSocket in a
 * dedicated worker. The voice comes out of an AudioWorklet, as Opus, or with `?pcm` sample by sample; with `?recorder`
 * out of a MediaRecorder, in the pieces of its file.
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
  if (options.has('recorder')) sendRecording(stream, send);
  else decode = await sendFrames(stream, send);
});

/** @returns what frames that come in are decoded with */
async function sendFrames(stream, send) {
  const audio = new AudioContext();
  await audio.audioWorklet.addModule('/microphone-worklet.js');
  let energy = 0;
  room.heard = async () => energy;
  const { encode, decode } = await openCodec({
    sampleRate: audio.sampleRate,
    pcm: options.has('pcm'),
    send,
    hear(samples) {
      for (const sample of samples) energy += (sample * sample) / audio.sampleRate;
    },
  });
  const worklet = new AudioWorkletNode(audio, 'microphone', { numberOfOutputs: 0 });
  worklet.port.addEventListener('message', ({ data }) => encode(data));
  worklet.port.start();
  audio.createMediaStreamSource(stream).connect(worklet);
  return decode;
}

function sendRecording(stream, send) {
  const recorder = new MediaRecorder(stream);
  recorder.addEventListener('dataavailable', async ({ data }) => send(new Uint8Array(await data.arrayBuffer())));
  recorder.start(100);
}

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
