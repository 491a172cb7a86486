import type { Visit } from '../../extension/model/visit.ts';
import type { Identity } from '../classify/leakage/identity.ts';
import { hostWithout } from '../classify/readable.ts';
import { renameContact } from './changes.ts';

/** A host that bears a value which was learned later: the readable name goes, wherever the visit holds it. */
export function hide(visit: Visit, identity: Identity): void {
  const { contacts, media } = visit;
  const kept = (host: string) => hostWithout(host, [identity]);
  for (const contact of Object.values(contacts)) {
    const host = kept(contact.host);
    if (host === contact.host) continue;
    delete contacts[contact.host];
    contacts[host] ??= { ...contact, host };
    renameContact(visit, contact.host, host);
  }
  if (!media) return;
  for (const connection of Object.values(media.connections)) {
    for (const server of connection.iceServers) server.host = kept(server.host);
    connection.relays = connection.relays.map(kept);
  }
  for (const socket of Object.values(media.sockets)) socket.host = kept(socket.host);
  for (const seen of media.socketHosts) seen.host = kept(seen.host);
  for (const worker of media.workers) worker.host = kept(worker.host);
  for (const upload of Object.values(media.uploads)) {
    const host = kept(upload.host);
    if (host === upload.host) continue;
    delete media.uploads[upload.host];
    media.uploads[host] ??= { ...upload, host };
  }
}
