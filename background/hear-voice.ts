import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Observation } from '../extension/model/observation.ts';
import type { ProbeEvent } from '../extension/model/probe-event.ts';
import type { Address } from '../extension/model/report.ts';
import type { Time } from '../extension/model/vocabulary.ts';
import type { Classified } from './classify/index.ts';
import { surroundingsOf } from './classify/voice/ends.ts';
import { routeOf } from './classify/voice/route.ts';
import type { Bodies } from './remember/bodies.ts';
import { keepHanded, placeEnd, takeIn } from './remember/media.ts';
import { locate, type OpenVisit, takeBackUnread } from './remember/visits.ts';

/** What becomes of what the probe told. */
export interface Intake {
  catalogue: Catalogue | null;
  bodies: Bodies;
  /** @returns the host that it went to, as the visit names it */
  record(open: OpenVisit, observation: Observation): string | null;
  /** What it tells that was handed to the other end of a connection. */
  classifyHanded(open: OpenVisit, connection: string, observation: Observation): Classified;
  resolve(ip: string): Promise<Address>;
  changed(open: OpenVisit): void;
}

/** Takes in one thing that the probe of a frame has seen: remembers it, has its contents classified and its ends placed. */
export function hearVoice(open: OpenVisit, frameId: number, event: ProbeEvent, at: Time, intake: Intake): void {
  const { bodies } = intake;
  // Where the request showed the body too, it has been looked at.
  const body = event.what === 'body' && event.base64 !== null ? bodies.read(open.visit.tabId, event.url, at) : null;
  if (body === 'again') return;
  const { sent, handed, places } = takeIn(open, frameId, event, at);
  for (const observation of sent) {
    const host = intake.record(open, observation);
    if (body === 'unread' && host !== null) takeBackUnread(open, host);
  }
  for (const { connection, observation } of handed) {
    keepHanded(open, connection, intake.classifyHanded(open, connection, observation), observation.at);
  }
  for (const place of places) {
    void intake.resolve(place.ip).then((address) => {
      if ('host' in place) locate(open, place.host, address);
      else placeEnd(open, place.connection, address, isServer(open, place.connection, address, intake.catalogue));
      intake.changed(open);
    });
  }
}

/** Whether an address at the other end is a server's, as far as is known now and not by a guess: only then it is kept whole. */
function isServer({ visit }: OpenVisit, key: string, address: Address, catalogue: Catalogue | null): boolean {
  const connection = visit.media?.connections[key];
  const pair = connection?.pair;
  if (!connection || !pair || pair.remote.type === 'relay') return false;
  const others = Object.values(visit.media?.connections ?? {});
  const around = { ...surroundingsOf(Object.values(visit.contacts), catalogue, visit.site), others };
  const placed = { ...connection, pair: { ...pair, remote: { ...pair.remote, address } } };
  const { route, certainty } = routeOf(placed, around);
  return route === 'media-server' && certainty !== 'low';
}
