import { room } from '/stage.js';

const voice = (kind) => (stat) => stat.type === kind && stat.kind === 'audio';
const total = (stats, field) => stats.reduce((sum, stat) => sum + (stat[field] ?? 0), 0);

/** Lets tests read a connection through `globalThis.room`: bytes, what was heard, and the way that was taken. */
export function expose(connection) {
  const stats = async () => [...(await connection.getStats()).values()];

  room.bytes = async () => {
    const all = await stats();
    return {
      sent: total(all.filter(voice('outbound-rtp')), 'bytesSent'),
      received: total(all.filter(voice('inbound-rtp')), 'bytesReceived'),
    };
  };
  /** Energy of all that was decoded so far: above zero only if a voice could be heard. */
  room.heard = async () => total((await stats()).filter(voice('inbound-rtp')), 'totalAudioEnergy');
  /** How many streams of voice came in. */
  room.voices = async () =>
    (await stats()).filter(voice('inbound-rtp')).filter((stat) => stat.bytesReceived > 0).length;
  /** Candidates of the selected pair: types and addresses. `null` before there is one. */
  room.pair = async () => {
    const all = await stats();
    const transport = all.find(({ type }) => type === 'transport');
    const pair = all.find(
      ({ id, type, nominated, state }) =>
        type === 'candidate-pair' &&
        (transport?.selectedCandidatePairId
          ? id === transport.selectedCandidatePairId
          : nominated && state === 'succeeded'),
    );
    if (!pair) return null;
    const end = (wanted) => {
      const { candidateType, address, protocol } = all.find(({ id }) => id === wanted) ?? {};
      return { type: candidateType, address, protocol };
    };
    return { local: end(pair.localCandidateId), remote: end(pair.remoteCandidateId) };
  };
}

/** Without something that plays it, a remote voice is not decoded. */
export function play(track) {
  const audio = new Audio();
  audio.srcObject = new MediaStream([track]);
  audio.play();
  document.body.append(audio);
}

export function connected(connection) {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (connection.connectionState === 'connected') resolve();
      if (connection.connectionState === 'failed') reject(new Error('No way to the other side was found.'));
    };
    connection.addEventListener('connectionstatechange', look);
    look();
  });
}
