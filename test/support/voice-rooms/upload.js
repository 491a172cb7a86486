import { enterWith, joining, me, microphone, options, room, roomId } from '/stage.js';

/**
 * A room of voice messages: each clip of some hundred milliseconds is uploaded when it was recorded, as a Blob with
 * fetch. `?beacon` uses sendBeacon, `?stream` a ReadableStream while the clip is being recorded (Chromium only, and
 * only over HTTP/2: Firefox would send the text "[object ReadableStream]").
 */
const site = 'https://clips.voice-upload.example';
const clipMilliseconds = 400;

enterWith(async () => {
  const stream = await microphone();
  await fetch(`${site}/rooms`, { method: 'POST', body: JSON.stringify(joining) });
  const count = { sent: 0, received: 0 };
  room.bytes = async () => count;
  const upload = options.has('stream') ? uploadWhileRecording : uploadWhenRecorded;
  const talk = async () => {
    for (;;) count.sent += await upload(stream);
  };
  talk().catch((error) => {
    room.error = String(error);
  });
});

/** What stands before the recording: whose it is. */
const label = () => `${JSON.stringify({ room: roomId, from: me.id })}\n`;

async function uploadWhenRecorded(stream) {
  const parts = [label()];
  await record(stream, (part) => parts.push(part));
  const clip = new Blob(parts, { type: 'audio/webm' });
  if (options.has('beacon')) {
    if (!navigator.sendBeacon(`${site}/clips`, clip)) throw new Error('The browser does not take the beacon.');
  } else {
    await fetch(`${site}/clips`, { method: 'POST', body: clip });
  }
  return clip.size;
}

async function uploadWhileRecording(stream) {
  const { readable, writable } = new TransformStream();
  const answered = fetch(`${site}/clips`, { method: 'POST', body: readable, duplex: 'half' });
  const writer = writable.getWriter();
  let size = 0;
  const write = async (part) => {
    const bytes = new Uint8Array(await new Blob([part]).arrayBuffer());
    size += bytes.length;
    await writer.write(bytes);
  };
  let written = write(label());
  await record(stream, (part) => {
    written = written.then(() => write(part));
  });
  await written;
  await writer.close();
  await answered;
  return size;
}

/** Records one clip, and hands out each part when it is there. */
function record(stream, take) {
  const recorder = new MediaRecorder(stream);
  recorder.addEventListener('dataavailable', ({ data }) => data.size > 0 && take(data));
  const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve));
  recorder.start(clipMilliseconds / 4);
  setTimeout(() => recorder.stop(), clipMilliseconds);
  return stopped;
}
