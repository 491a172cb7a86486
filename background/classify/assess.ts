import type { Catalogue } from '../../catalogue/catalogue.ts';
import type { BlindSpot, Destination, Party, VoicePath, Warning } from '../../extension/model/report.ts';
import { type Concern, generalConcern } from '../../extension/model/settings.ts';
import type { Contact, Visit } from '../../extension/model/visit.ts';
import { severities } from '../../extension/model/vocabulary.ts';
import { behindProxy } from './connection.ts';
import { lookUp, operatorOf, partyIdOf, registrableDomain, relationOf } from './destination.ts';
import { exposuresOf } from './exposure.ts';
import { carrierOf, partiesOf } from './parties.ts';
import { wire } from './party-ids.ts';
import { addPeers } from './peers.ts';
import { stackByKey } from './stack.ts';
import { isTalking, voiceOf } from './voice/index.ts';
import { warningsFor } from './warnings/warn.ts';

/** All conclusions from a visit. Worked out from what was seen whenever it is asked for, so a corrected fact or a
 * changed concern counts for past visits too. */
export interface Assessment {
  destinations: Destination[];
  parties: Party[];
  voice: VoicePath;
  warnings: Warning[];
  /** What was not seen, as far as it follows from what was. */
  blindSpots: BlindSpot[];
}

/**
 * @param catalogue null where it could not be read: then nothing has an operator, and no law is known
 * @param concern what weighs more for the person
 */
export function assess(visit: Visit, catalogue: Catalogue | null, concern: Concern = generalConcern): Assessment {
  const contacted = inOrder(visit.contacts).map((contact) => destinationOf(contact, visit.site, catalogue));
  const carriers = contacted.flatMap((destination) => carrierOf(destination, catalogue) ?? []);
  const voice = voiceOf(visit, contacted, [...new Set(carriers)], catalogue);
  const { destinations, path } = voice;
  const parties = partiesOf(destinations, isTalking(visit.microphone), catalogue, voice);
  addPeers(parties, visit, voice);
  const warnings = warningsFor({ visit, parties, destinations, voice: path, told: voice.told }, catalogue, concern);
  for (const party of parties) {
    for (const { severity, rule, party: concerned } of warnings) {
      const concerns = concerned === party.id || (party.id === wire && rule.endsWith('-on-the-wire'));
      if (concerns && severities.indexOf(severity) > severities.indexOf(party.severity)) party.severity = severity;
    }
  }
  return {
    destinations,
    parties,
    voice: path,
    warnings,
    blindSpots: [...voice.blindSpots, ...behindProxy(destinations)],
  };
}

/** As they were contacted: a history and a file hold them in another order, and the report is to be the same. */
function inOrder(contacts: Visit['contacts']): Contact[] {
  return Object.values(contacts).sort((a, b) => a.firstAt - b.firstAt || (a.host < b.host ? -1 : 1));
}

function destinationOf(contact: Contact, site: string, catalogue: Catalogue | null): Destination {
  const { host, findings, addresses, stacks, answered, neverLeft, upgraded, sockets, ...counts } = contact;
  // What the browser itself turned into https before it sent anything was on no wire.
  const clear = (onTheWire: boolean) => onTheWire && !upgraded;
  const known = catalogue && lookUp(catalogue, host);
  const operator = catalogue && operatorOf(catalogue, known?.operator ?? null);
  const domain = registrableDomain(host);
  const [stack = null] = catalogue ? (stacks ?? []).flatMap((key) => stackByKey(key, catalogue) ?? []) : [];
  return {
    ...counts,
    schemes: upgraded ? counts.schemes.filter((scheme) => scheme !== 'http') : counts.schemes,
    reached: answered > 0 || counts.earlier > 0 || neverLeft < Math.max(1, counts.requests),
    host,
    registrableDomain: domain,
    party: partyIdOf(known?.customerContent ? null : (operator?.id ?? null), domain, host),
    relation: relationOf(catalogue, site, host, stack !== null),
    service: known
      ? {
          id: known.serviceId,
          name: known.service.name,
          role: known.role,
          since: null,
          certainty: known.certainty,
          ...(known.wellKnown && { wellKnown: true }),
          source: known.source,
        }
      : null,
    stack: stack && { id: stack.id, name: stack.name, role: stack.role, source: stack.source },
    operator,
    addresses,
    exposures: catalogue ? exposuresOf(catalogue, operator, addresses, known?.certainty ?? 'unknown') : [],
    findings: Object.values(findings).map((finding) => ({ ...finding, onTheWire: clear(finding.onTheWire) })),
  };
}
