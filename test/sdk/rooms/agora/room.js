/* global AgoraRTC */
import { planted } from '/planted.js';

const button = document.querySelector('#join');
const status = document.querySelector('#status');

function show(state, words) {
  document.body.dataset.state = state;
  status.textContent = words;
}

async function join() {
  button.disabled = true;
  show('joining', 'Joining …');
  try {
    AgoraRTC.enableLogUpload();
    const client = AgoraRTC.createClient({ mode: 'live', codec: 'vp8' });
    await client.setClientRole('host');
    await client.join(planted.appId, planted.room, planted.token, planted.userId);
    show('joined', 'You are in the room.');
    const microphone = await AgoraRTC.createMicrophoneAudioTrack();
    show('joined', 'You are in the room. Your microphone is on.');
    document.body.dataset.microphone = 'on';
    await client.publish([microphone]);
    document.body.dataset.published = 'yes';
  } catch (error) {
    show('failed', `That did not work: ${error.message ?? error}`);
  }
}

button.addEventListener('click', join);
if (new URLSearchParams(location.search).has('auto')) join();
