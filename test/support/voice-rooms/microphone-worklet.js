/** Hands on what the microphone hears, twenty milliseconds at a time. Runs where audio is rendered. */
registerProcessor(
  'microphone',
  class extends AudioWorkletProcessor {
    #chunk = new Float32Array(sampleRate / 50);
    #filled = 0;

    process([[channel]]) {
      for (const sample of channel ?? []) {
        this.#chunk[this.#filled++] = sample;
        if (this.#filled < this.#chunk.length) continue;
        this.port.postMessage(this.#chunk.slice());
        this.#filled = 0;
      }
      return true;
    }
  },
);
