import { plantedPing } from '/planted.js';

const button = document.querySelector('#join');
const status = document.querySelector('#status');

function show(state, words) {
  document.body.dataset.state = state;
  status.textContent = words;
}

/** The microphone where the browser gives it to this page; on a plain http page it may not, and a tone speaks instead. */
async function voice() {
  if (navigator.mediaDevices) return navigator.mediaDevices.getUserMedia({ audio: true });
  const audio = new AudioContext();
  const tone = audio.createOscillator();
  const out = audio.createMediaStreamDestination();
  tone.connect(out);
  tone.start();
  return out.stream;
}

/** Two ends in one page, wired to each other: a peer-to-peer call without any server. */
async function call(stream) {
  const here = new RTCPeerConnection();
  const there = new RTCPeerConnection();
  here.addEventListener('icecandidate', ({ candidate }) => there.addIceCandidate(candidate ?? undefined));
  there.addEventListener('icecandidate', ({ candidate }) => here.addIceCandidate(candidate ?? undefined));
  const connected = new Promise((resolve) => {
    here.addEventListener('connectionstatechange', () => here.connectionState === 'connected' && resolve());
  });
  for (const track of stream.getTracks()) here.addTrack(track, stream);
  await here.setLocalDescription();
  await there.setRemoteDescription(here.localDescription);
  await there.setLocalDescription();
  await here.setRemoteDescription(there.localDescription);
  await connected;
}

/** The founding case: who is in which room, for everyone on the way to read. */
async function ping(count) {
  const { host, uid, cname } = plantedPing;
  const query = new URLSearchParams({ uid, cname, sdk: 'ios', net: 'wifi', n: String(count) });
  await fetch(`http://${host}/ping?${query}`, { mode: 'no-cors', cache: 'no-store' });
  document.body.dataset.pings = String(count);
}

async function join() {
  button.disabled = true;
  show('joining', 'Joining …');
  try {
    await call(await voice());
    show('joined', 'You are in the room.');
    await ping(1);
    let count = 1;
    setInterval(() => ping(++count).catch(() => {}), 2_000);
  } catch (error) {
    show('failed', `That did not work: ${error.message ?? error}`);
  }
}

button.addEventListener('click', join);
if (new URLSearchParams(location.search).has('auto')) join();
