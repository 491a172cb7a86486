import { openCodec } from '/codec.js';
import { options, room } from '/stage.js';

/**
 * A voice in frames, for ways without WebRTC. It comes out of an AudioWorklet, as Opus, or with `?pcm` sample by sample;
 * with `?recorder` out of a MediaRecorder, in the pieces of its file.
 *
 * @returns what frames that come in are decoded with
 */
export async function sendVoice(stream, send) {
  if (!options.has('recorder')) return sendFrames(stream, send);
  sendRecording(stream, send);
  return () => {};
}

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
