import type { Party, SiteReport, Warning } from '../../../extension/model/report.ts';
import { address } from './companies.ts';
import { destination, finding, party, report } from './parts.ts';
import { richReport } from './rich.ts';

/** Reports of every size: as quiet as can be, crowded, and with so many companies on each ring. */

/** Only the site itself, voice from browser to browser: as quiet as a report can be. */
export function singlePartyReport(): SiteReport {
  return report({
    voice: {
      route: 'peer-to-peer',
      encryption: 'unknown',
      peerConnections: 2,
      certainty: 'medium',
      basis: [{ key: 'basisMicrophone' }],
      legs: [],
    },
    parties: [
      party({
        id: 'rooms.example',
        name: 'rooms.example',
        relation: 'first-party',
        ring: 'knows',
        countries: ['DE'],
        learns: { 'user-id': 'plain', 'display-name': 'plain' },
      }),
    ],
    destinations: [destination({ host: 'rooms.example', relation: 'first-party', requests: 12 })],
  });
}

/** As many hosts as a crowded page reaches; every fifth is of a party that learns something. */
export function crowdedReport(hosts: number): SiteReport {
  const rich = richReport();
  const names = Array.from(
    { length: hosts - rich.destinations.length },
    (_, index) => `t${index}.tracker-${index % 120}.example`,
  );
  const warned = Array.from({ length: 120 }, (_, index): Warning => {
    const name = `tracker-${index}.example`;
    const knows = index % 12 === 0;
    const host = `t${index}.${name}`;
    const found = finding({ kind: 'device-id', key: 'did', encoding: ['base64', 'json'] });
    return {
      rule: knows ? 'identifiers-to-company' : 'contact',
      severity: knows ? 'medium' : 'info',
      title: knows
        ? { key: 'warnIdentifiersTitle', values: [name, { list: [{ message: 'kindDeviceId' }] }] }
        : { key: 'warnContactTitle', values: [name] },
      detail: { key: knows ? 'warnIdentifiersUnknownDetail' : 'warnContactDetail' },
      party: name,
      hosts: [host],
      count: 1,
      evidence: knows ? [{ host, scheme: 'https', finding: found }] : [],
      laws: [{ regime: 'us-sca-cloud-act', through: 'server', certainty: 'medium' }],
      advice: [{ key: knows ? 'adviceAskSite' : 'adviceVpnAddress' }],
      basis: [{ key: knows ? 'basisNamed' : 'basisRequestsSeen' }],
    };
  });
  return report({
    ...rich,
    warnings: [...rich.warnings, ...warned],
    parties: [
      ...rich.parties,
      ...Array.from({ length: 120 }, (_, index) =>
        party({
          id: `tracker-${index}.example`,
          name: `tracker-${index}.example`,
          countries: index % 3 === 0 ? ['US'] : [],
          ...(index % 12 === 0
            ? { ring: 'knows' as const, severity: 'medium' as const, learns: { 'device-id': 'encoded' as const } }
            : {}),
        }),
      ),
    ],
    destinations: [
      ...rich.destinations,
      ...names.map((host, index) =>
        destination({
          host,
          party: `tracker-${index % 120}.example`,
          addresses: [
            address(`198.51.${index % 100}.7`, 'US', { asn: 64500 + index, name: `Network ${index}`, operator: null }),
          ],
          exposures: [{ jurisdiction: 'US', through: 'server', certainty: 'medium', regimes: ['us-sca-cloud-act'] }],
          findings: index % 5 === 0 ? [finding({ kind: 'device-id', key: 'did', encoding: ['base64', 'json'] })] : [],
          requests: 1 + (index % 9),
        }),
      ),
    ],
  });
}

/** `hears`, `knows` and `contacted` parties with long names, for the layout of the rings. */
export function ringReport(hears: number, knows: number, contacted: number): SiteReport {
  const several = (count: number, ring: Party['ring'], changes: Partial<Party>) =>
    Array.from({ length: count }, (_, index) =>
      party({ id: `${ring}-${index}`, name: `Company ${index} of ${ring}`, ring, countries: ['CN', 'US'], ...changes }),
    );
  return report({
    parties: [
      ...several(hears, 'hears', { voice: 'yes', severity: 'high' }),
      ...several(knows, 'knows', { severity: 'medium', learns: { 'user-id': 'plain' } }),
      ...several(contacted, 'contacted', {}),
    ],
    destinations: [destination({ host: 'rooms.example' })],
  });
}
