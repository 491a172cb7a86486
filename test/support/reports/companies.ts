import type { Address, Destination, Exposure, Operator, Seat } from '../../../extension/model/report.ts';
import type { Country } from '../../../extension/model/vocabulary.ts';

/** Who runs the servers of the reports, and where they stand. */

export function service(id: string, name: string, role: string): Destination['service'] {
  return { id, name, role, since: null, certainty: 'high', source: 'read in the package agora-rtc-sdk-ng 4.24.8' };
}

function seat(country: Country, note: string | null = null): Seat {
  return { country, note, certainty: 'high', source: 'https://www.sec.gov/cgi-bin/browse-edgar?CIK=1802883' };
}

export function company(id: string, name: string, countries: Country[]): Operator {
  return {
    id,
    name,
    seats: countries.map((country) => seat(country)),
    parent: null,
    certainty: 'high',
    source: 'https://example.com/about',
  };
}

export const agora: Operator = {
  ...company('agora', 'Agora Lab, Inc.', []),
  seats: [
    seat('US', 'Santa Clara: principal office in filings since 2025'),
    seat('CN', 'Shanghai: Shengwang division'),
  ],
  parent: { id: 'agora-inc', name: 'Agora, Inc. (Cayman, NASDAQ: API)', seats: [seat('US'), seat('CN')] },
  source: 'https://www.sec.gov/cgi-bin/browse-edgar?CIK=1802883',
};

export const agoraExposures: Exposure[] = [
  {
    jurisdiction: 'CN',
    through: 'operator',
    certainty: 'high',
    regimes: ['cn-national-intelligence-law', 'cn-national-security-law', 'cn-cybersecurity-law'],
  },
  { jurisdiction: 'CN', through: 'server', certainty: 'medium', regimes: ['cn-cybersecurity-law'] },
  {
    jurisdiction: 'US',
    through: 'operator',
    certainty: 'high',
    regimes: ['us-sca-cloud-act', 'us-national-security-letters'],
  },
];

export function address(ip: string, country: Country, network: Address['network']): Address {
  return { ip, network, location: { country, certainty: 'certain', candidates: [], note: null } };
}
