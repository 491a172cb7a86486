import type { Catalogue } from '../../../catalogue/catalogue.ts';
import type { FiredWarning, Summary } from '../../../extension/model/history.ts';
import type { Concern } from '../../../extension/model/settings.ts';
import type { Visit } from '../../../extension/model/visit.ts';
import { identifierKinds, severities } from '../../../extension/model/vocabulary.ts';
import { type Assessment, assess } from '../../classify/assess.ts';
import { peers, wire } from '../../classify/party-ids.ts';
import { handedToPeers } from '../../classify/peers.ts';

/** What is kept of the conclusions from a visit: what it is found by, and what was warned of. */
export interface Conclusions {
  summary: Summary;
  warnings: Omit<FiredWarning, 'at'>[];
}

/** What conclusions are drawn under. */
export interface Grounds {
  catalogue: Catalogue | null;
  concern: Concern;
  /** Version of the extension: its rules may change with it. */
  version: string;
}

/** Goes up when a summary holds something else than before: those that are kept are then drawn anew. */
const form = 2;

/** Two conclusions with the same text need not be drawn twice. */
export function underOf({ catalogue, concern, version }: Grounds): string {
  const { preset, jurisdictions, properties } = concern;
  return [form, version, catalogue?.date ?? '', preset, jurisdictions.join(), properties.join()].join(' ');
}

/** Warnings that are kept of one visit, gravest first; the summary counts them all. */
const mostWarnings = 64;

/** @param assessment of this visit under these grounds, where it is at hand */
export function conclude(
  visit: Visit,
  grounds: Grounds,
  {
    destinations,
    parties,
    voice,
    warnings,
  }: Pick<Assessment, 'destinations' | 'parties' | 'voice' | 'warnings'> = assess(
    visit,
    grounds.catalogue,
    grounds.concern,
  ),
): Conclusions {
  const findings = [...destinations.flatMap((destination) => destination.findings), ...handedToPeers(visit, voice)];
  const exposures = destinations.flatMap((destination) => destination.exposures);
  const companies = parties.filter(({ id }) => id !== wire && id !== peers);
  const sure = exposures.filter(({ certainty }) => certainty === 'high' || certainty === 'medium');
  return {
    summary: {
      severity: severities[Math.max(0, ...warnings.map(({ severity }) => severities.indexOf(severity)))] ?? 'info',
      companies: companies.map(({ id }) => id),
      companyNames: companies.map(({ name }) => name),
      jurisdictions: [...new Set(sure.map(({ jurisdiction }) => jurisdiction))].sort(),
      // Always in the same order, so that visits with the same kinds have the same list.
      kinds: identifierKinds.filter((kind) => findings.some((finding) => finding.kind === kind)),
      destinations: destinations.length,
      findings: findings.length,
      warnings: warnings.length,
      under: underOf(grounds),
    },
    warnings: warnings.slice(0, mostWarnings).map(({ evidence, ...warning }) => ({
      ...warning,
      kinds: [...new Set(evidence.map(({ finding }) => finding.kind))],
      catalogue: grounds.catalogue?.date ?? null,
      preset: grounds.concern.preset,
    })),
  };
}
