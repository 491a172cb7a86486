import { RTCPeerConnection, RTCRtpCodecParameters, type RTCRtpTransceiver } from 'werift';
import type { WebSocket } from 'ws';

/**
 * A selective forwarding unit in this process: it ends the encryption of the transport (DTLS-SRTP), and passes each
 * participant's packets on to the others as they are. ICE-lite and bound to one address, like the ones that companies
 * run, so that this address is the only one that pages see.
 */
export interface Sfu {
  /** Takes the signalling of one participant: what is said over it is in `Said` and `Heard`. */
  join(socket: WebSocket): void;
  close(): Promise<void>;
}

export interface SfuOptions {
  /** A loopback address, for all media. */
  address: string;
}

/** From a page: its name and room; then an offer with one audio line to send and any number to receive. */
type Said =
  | { action: 'join'; room: string; user: { id: string } }
  | { action: 'offer'; sdp: string }
  | { action: 'candidate' };

/** To a page. */
type Heard = { event: 'joined'; others: string[] } | { event: 'answer'; sdp: string };

interface Participant {
  room: string;
  user: string;
  connection: RTCPeerConnection;
  /** Lines on which the page waits for somebody's voice, and whose it is. */
  seats: { transceiver: RTCRtpTransceiver; taken: Participant | null }[];
}

export async function startSfu({ address }: SfuOptions): Promise<Sfu> {
  const participants = new Set<Participant>();

  const othersOf = (who: Participant) => [...participants].filter((each) => each !== who && each.room === who.room);

  function forward(packet: { serialize(): Buffer }, from: Participant): void {
    for (const listener of othersOf(from)) {
      const seat =
        listener.seats.find(({ taken }) => taken === from) ?? listener.seats.find(({ taken }) => taken === null);
      if (!seat) continue; // the page left no more lines to hear anybody on
      seat.taken = from;
      // Serialized, because the sender writes its own numbers into the packet that it is given.
      void seat.transceiver.sender.sendRtp(packet.serialize());
    }
  }

  async function answer(who: Participant, offer: string): Promise<string> {
    const { connection } = who;
    // Firefox gives port 0 to lines that share the first one's transport (`a=bundle-only`, RFC 9143); the library takes
    // it for a refusal.
    const sdp = offer.replace(/^m=audio 0 /gm, 'm=audio 9 ');
    await connection.setRemoteDescription({ type: 'offer', sdp });
    for (const transceiver of connection.getTransceivers()) {
      // The library turns the direction of the offer round: what the page only receives is only sent here.
      if (transceiver.offerDirection !== 'sendonly') continue;
      transceiver.direction = 'sendonly';
      who.seats.push({ transceiver, taken: null });
    }
    await connection.setLocalDescription(await connection.createAnswer());
    const answer = connection.localDescription?.sdp ?? '';
    // Sockets are bound to the one address, but the library names every interface of the machine.
    return answer.replace(/^a=candidate:.*\r\n/gm, (line) => (line.split(' ')[4] === address ? line : ''));
  }

  function admit({ room, user }: { room: string; user: { id: string } }): Participant {
    const connection = new RTCPeerConnection({
      iceLite: true,
      iceUseIpv6: false,
      iceInterfaceAddresses: { udp4: address },
      iceAdditionalHostAddresses: [address],
      codecs: { audio: [new RTCRtpCodecParameters({ mimeType: 'audio/opus', clockRate: 48_000, channels: 2 })] },
    });
    const who: Participant = { room, user: user.id, connection, seats: [] };
    connection.onTrack.subscribe((track) => track.onReceiveRtp.subscribe((packet) => forward(packet, who)));
    participants.add(who);
    return who;
  }

  function leave(who: Participant): Promise<void> {
    participants.delete(who);
    for (const { seats } of participants) {
      for (const seat of seats) if (seat.taken === who) seat.taken = null;
    }
    return who.connection.close();
  }

  return {
    join(socket) {
      let who: Participant | null = null;
      const say = (heard: Heard) => socket.send(JSON.stringify(heard));
      socket.on('message', (data) => {
        const said = JSON.parse(String(data)) as Said;
        if (said.action === 'join') {
          who ??= admit(said);
          say({ event: 'joined', others: othersOf(who).map(({ user }) => user) });
        } else if (said.action === 'offer' && who) {
          answer(who, said.sdp).then(
            (sdp) => say({ event: 'answer', sdp }),
            (error) => socket.close(1011, String(error).slice(0, 100)),
          );
        }
        // Candidates are not needed: who is ICE-lite answers where it is asked from.
      });
      socket.on('close', () => who && void leave(who));
    },
    async close() {
      await Promise.all([...participants].map(leave));
    },
  };
}
