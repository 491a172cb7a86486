/** Keeps the WebSocket: binary frames from the page go out, those that come in go to the page. */
addEventListener(
  'message',
  ({ data: { url, joining } }) => {
    const socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('message', ({ data }) => typeof data !== 'string' && postMessage(data, [data]));
    socket.addEventListener('error', () => postMessage('error'));
    socket.addEventListener('open', () => {
      socket.send(JSON.stringify(joining));
      addEventListener('message', ({ data: frame }) => socket.send(frame));
      postMessage('open');
    });
  },
  { once: true },
);
