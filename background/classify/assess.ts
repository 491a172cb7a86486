import type { Catalogue } from '../../catalogue/catalogue.ts';
import type { Destination, Party, VoicePath, Warning } from '../../extension/model/report.ts';
import type { Contact, Visit } from '../../extension/model/visit.ts';
import { severities } from '../../extension/model/vocabulary.ts';
import { lookUp, operatorOf, registrableDomain, relationOf } from './destination.ts';
import { exposuresOf } from './exposure.ts';
import { carriesVoice, partiesOf, partyIdOf, wire } from './parties.ts';
import { isTalking, voicePathOf } from './voice.ts';
import { warningsFor } from './warnings/rules.ts';

/** All conclusions from a visit. Worked out from what was seen whenever it is asked for, so a corrected fact or a
 * changed concern counts for past visits too. */
export interface Assessment {
  destinations: Destination[];
  parties: Party[];
  voice: VoicePath;
  warnings: Warning[];
}

/** @param catalogue null where it could not be read: then nothing has an operator, and no law is known */
export function assess(visit: Visit, catalogue: Catalogue | null): Assessment {
  const destinations = Object.values(visit.contacts).map((contact) => destinationOf(contact, visit.site, catalogue));
  const carriers = destinations.flatMap(({ host, service }) =>
    service && carriesVoice(catalogue, host) ? [service.name] : [],
  );
  const voice = voicePathOf({ ...visit, carriers: [...new Set(carriers)] });
  const parties = partiesOf(destinations, isTalking(visit), catalogue);
  const warnings = warningsFor(parties, destinations, catalogue);
  for (const party of parties) {
    for (const { severity, rule, party: concerned } of warnings) {
      const concerns = concerned === party.id || (party.id === wire && rule === 'identifiers-on-the-wire');
      if (concerns && severities.indexOf(severity) > severities.indexOf(party.severity)) party.severity = severity;
    }
  }
  return { destinations, parties, voice, warnings };
}

function destinationOf(contact: Contact, site: string, catalogue: Catalogue | null): Destination {
  const { host, findings, addresses, ...counts } = contact;
  const known = catalogue && lookUp(catalogue, host);
  const operator = catalogue && operatorOf(catalogue, known?.operator ?? null);
  const domain = registrableDomain(host);
  return {
    ...counts,
    host,
    registrableDomain: domain,
    party: partyIdOf(operator?.id ?? null, domain, host),
    relation: relationOf(catalogue, site, host),
    service: known
      ? {
          id: known.serviceId,
          name: known.service.name,
          role: known.role,
          since: null,
          certainty: known.certainty,
          source: known.source,
        }
      : null,
    operator,
    addresses,
    exposures: catalogue ? exposuresOf(catalogue, operator, addresses) : [],
    findings: Object.values(findings),
  };
}
