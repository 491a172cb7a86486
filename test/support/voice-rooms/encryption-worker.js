import { frameCipher } from '/frame-cipher.js';

addEventListener('rtctransform', ({ transformer: { readable, writable, options } }) => {
  const transform = frameCipher(options.key)[options.side];
  readable.pipeThrough(new TransformStream({ transform })).pipeTo(writable);
});
