import { RTCPeerConnection } from 'werift';

/** One person's connection to a media server that takes their audio and drops it. */
export interface Sink {
  /**
   * @param offer SDP
   * @returns the answer, with all candidates in it
   */
  answer(offer: string): Promise<string>;
  close(): Promise<void>;
}

export interface SinkOptions {
  /** Until then it cannot be reached. */
  after: Promise<void>;
  /** Called with each message that comes in a data channel. */
  hear?: (message: Buffer) => void;
}

export function openSink({ after, hear = () => {} }: SinkOptions): Sink {
  let isReachable = false;
  void after.then(() => {
    isReachable = true;
  });
  // Despite its name this decides whether a connectivity check (RFC 8445 section 7.3) is answered.
  const connection = new RTCPeerConnection({ iceFilterStunResponse: () => isReachable });
  connection.onDataChannel.subscribe((channel) => channel.onMessage.subscribe((data) => hear(Buffer.from(data))));
  return {
    async answer(offer) {
      await connection.setRemoteDescription({ type: 'offer', sdp: offer });
      await connection.setLocalDescription(await connection.createAnswer());
      return connection.localDescription?.sdp ?? '';
    },
    close: () => connection.close(),
  };
}
