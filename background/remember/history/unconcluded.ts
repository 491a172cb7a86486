import type { Summary } from '../../../extension/model/history.ts';
import type { Visit } from '../../../extension/model/visit.ts';

/** What can be said of a visit before anything was concluded: out of date from the beginning. */
export function unconcluded({ contacts, media }: Visit): Summary {
  const found = [...Object.values(contacts), ...Object.values(media?.connections ?? {})];
  const findings = found.flatMap((one) => Object.values(one.findings));
  return {
    severity: 'info',
    companies: [],
    companyNames: [],
    jurisdictions: [],
    kinds: [...new Set(findings.map(({ kind }) => kind))],
    destinations: Object.keys(contacts).length,
    findings: findings.length,
    warnings: 0,
    under: '',
  };
}
