import { connected, expose, play } from '/connection.js';
import { protect, protectedConfiguration } from '/encryption.js';
import { enterWith, joining, microphone, signal } from '/stage.js';

/** How many others can be heard. */
const seats = 3;

/** A room on a media server: one line for the own voice, one for each that may be heard. */
enterWith(async () => {
  const stream = await microphone();
  const connection = new RTCPeerConnection(protectedConfiguration);
  expose(connection);
  connection.addEventListener('track', ({ track }) => play(track));
  const [track] = stream.getTracks();
  protect(connection.addTransceiver(track, { direction: 'sendonly', streams: [stream] }).sender);
  for (let seat = 0; seat < seats; seat++) {
    protect(connection.addTransceiver('audio', { direction: 'recvonly' }).receiver);
  }

  const say = await signal('wss://sfu.voice-sfu.example/rooms', async ({ event, sdp }) => {
    if (event === 'joined') {
      await connection.setLocalDescription();
      say({ action: 'offer', sdp: connection.localDescription.sdp });
    }
    if (event === 'answer') await connection.setRemoteDescription({ type: 'answer', sdp });
  });
  connection.addEventListener('icecandidate', ({ candidate }) => say({ action: 'candidate', candidate }));
  say(joining);
  await connected(connection);
});
