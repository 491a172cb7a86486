/* global peerjs */
import { letIn, microphoneOn, openDoor } from '/door.js';
import { planted } from '/planted.js';

/** A relay of the site's own, beside those that PeerJS brings: the form is draft-uberti-behave-turn-rest-00. */
async function relay() {
  const query = new URLSearchParams({ service: 'turn', username: planted.userId });
  const { uris, username, password } = await (await fetch(`https://relay.rooms.example/?${query}`)).json();
  return { urls: uris, username, credential: password };
}

/** A peer of this name, once the broker knows it. */
async function peerNamed(id, options) {
  const { iceServers } = peerjs.util.defaultConfig;
  const peer = new peerjs.Peer(id, { ...options, config: { iceServers: [...iceServers, await relay()] } });
  await new Promise((resolve, reject) => {
    peer.on('open', resolve);
    peer.on('error', reject);
  });
  return peer;
}

const microphone = () => navigator.mediaDevices.getUserMedia({ audio: true });

/** With `?host` the page is the room: a peer of the room's name who takes every call. */
async function host() {
  const peer = await peerNamed(planted.room);
  const voice = await microphone();
  peer.on('call', (call) => call.answer(voice));
  peer.on('connection', (connection) => {
    connection.on('data', ({ name }) => {
      document.body.dataset.greetedBy = name;
    });
  });
  letIn();
}

async function join() {
  const peer = await peerNamed(planted.userId, { token: planted.token });
  letIn();
  const about = { name: planted.displayName, email: planted.email };
  const voice = await microphone();
  microphoneOn();
  peer.call(planted.room, voice, { metadata: { name: planted.displayName } });
  const connection = peer.connect(planted.room, { metadata: about });
  connection.on('open', () => connection.send(about));
}

openDoor(new URLSearchParams(location.search).has('host') ? host : join);
