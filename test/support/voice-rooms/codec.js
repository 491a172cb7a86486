/**
 * Both ways of sending a voice in frames: Opus by WebCodecs where the browser has it, else 16 bit PCM.
 *
 * @returns `encode(samples)`, which calls `send(frame)`, and `decode(frame)`, which calls `hear(samples)`
 */
export async function openCodec({ sampleRate, pcm, send, hear }) {
  const config = { codec: 'opus', sampleRate, numberOfChannels: 1 };
  const hasOpus = !pcm && (await globalThis.AudioEncoder?.isConfigSupported(config).catch(() => null))?.supported;
  return hasOpus ? opus(config, send, hear) : plain(send, hear);
}

function opus(config, send, hear) {
  const error = (reason) => reportError(reason);
  const encoder = new AudioEncoder({
    output(chunk) {
      const frame = new Uint8Array(chunk.byteLength);
      chunk.copyTo(frame);
      send(frame);
    },
    error,
  });
  const decoder = new AudioDecoder({
    output(audio) {
      const samples = new Float32Array(audio.numberOfFrames);
      audio.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
      audio.close();
      hear(samples);
    },
    error,
  });
  encoder.configure(config);
  decoder.configure(config);
  const microseconds = (samples) => Math.round((samples * 1e6) / config.sampleRate);
  let encoded = 0;
  let decoded = 0;
  return {
    encode(samples) {
      const { sampleRate } = config;
      const timestamp = microseconds(encoded);
      encoded += samples.length;
      const audio = { format: 'f32-planar', sampleRate, numberOfFrames: samples.length, numberOfChannels: 1 };
      encoder.encode(new AudioData({ ...audio, timestamp, data: samples }));
    },
    decode(frame) {
      decoder.decode(new EncodedAudioChunk({ type: 'key', timestamp: 20_000 * decoded++, data: frame }));
    },
  };
}

function plain(send, hear) {
  return {
    encode: (samples) => send(new Uint8Array(Int16Array.from(samples, (sample) => sample * 0x7fff).buffer)),
    decode: (frame) => hear(Float32Array.from(new Int16Array(frame), (sample) => sample / 0x7fff)),
  };
}
