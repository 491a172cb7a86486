import { planted, plantedGuest } from '/planted.js';

/** The page's options are the names in its query: `?auto&relay`. */
export const options = new URLSearchParams(location.search);

/** The first tab is the person whose data is planted; `?guest=1` is somebody else, as are higher numbers. */
const guest = options.get('guest');
const { userId, displayName } = guest ? plantedGuest : planted;
export const me = { id: guest > 1 ? `${userId}_${guest}` : userId, name: displayName };
export const roomId = planted.room;
/** What a room is asked for entry with. */
export const joining = { action: 'join', room: roomId, user: me, token: planted.token };

/**
 * What a test sees of the room, as `globalThis.room`. `state` is idle, joining, joined or failed; `bytes()` tells how
 * much voice went out and came in so far; a room adds what only it has.
 */
export const room = {
  state: 'idle',
  error: null,
  bytes: async () => ({ sent: 0, received: 0 }),
};
globalThis.room = room;

const button = document.querySelector('#join');
const status = document.querySelector('#status');

function show(state, words) {
  room.state = state;
  document.body.dataset.state = state;
  status.textContent = words;
}

/** Runs `join` after a click; with `?auto` at once. */
export function enterWith(join) {
  async function enter() {
    button.disabled = true;
    show('joining', 'Joining …');
    try {
      await join();
      show('joined', 'You are in the room. Your microphone is on.');
    } catch (error) {
      room.error = String(error);
      show('failed', `That did not work: ${error.message ?? error}`);
    }
  }
  button.addEventListener('click', enter);
  if (options.has('auto')) enter();
}

export const microphone = () => navigator.mediaDevices.getUserMedia({ audio: true });

/** Opens a WebSocket for signalling, in JSON. What comes is handled one after the other. */
export async function signal(url, hear) {
  const socket = new WebSocket(url);
  let last = Promise.resolve();
  socket.addEventListener('message', ({ data }) => {
    last = last
      .then(() => hear(JSON.parse(data)))
      .catch((error) => {
        room.error = String(error);
      });
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', () => reject(new Error(`No signalling at ${url}.`)));
  });
  return (message) => socket.send(JSON.stringify(message));
}
