import type { WebSocket } from 'ws';

/**
 * Rooms over WebSocket: a newcomer hears how many are there and which ICE servers to use, and from then on everything
 * that one says, text or binary, goes to the others of the room as it is.
 */
export interface Switchboard {
  join(socket: WebSocket): void;
}

/** What a newcomer says first. */
export interface Join {
  room: string;
  wants?: { relay: boolean; stun: boolean };
}

export interface IceServer {
  urls: string;
  username?: string;
  credential?: string;
}

/** @param iceServers what a newcomer is told to use: services hand out STUN and TURN servers with the answer to a join */
export function openSwitchboard(iceServers: (join: Join) => IceServer[]): Switchboard {
  const rooms = new Map<string, Set<WebSocket>>();
  return {
    join(socket) {
      let others: Set<WebSocket> | null = null;
      socket.on('message', (data, binary) => {
        if (others === null) {
          const join = JSON.parse(String(data)) as Join;
          others = rooms.get(join.room) ?? new Set();
          rooms.set(join.room, others);
          socket.send(JSON.stringify({ event: 'joined', others: others.size, iceServers: iceServers(join) }));
          others.add(socket);
          return;
        }
        for (const other of others) if (other !== socket) other.send(data, { binary });
      });
      socket.on('close', () => others?.delete(socket));
    },
  };
}
