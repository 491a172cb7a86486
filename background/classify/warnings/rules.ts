import type { Catalogue, RegimeFact } from '../../../catalogue/catalogue.ts';
import type { Phrase } from '../../../extension/model/phrase.ts';
import type { Destination, Evidence, Exposure, Finding, Party, Warning } from '../../../extension/model/report.ts';
import { severities } from '../../../extension/model/vocabulary.ts';
import { isHeavy, rankOf } from '../law.ts';
import { type Law, type Reached, severityOf, type To } from './severity.ts';

/** What a rule looks at: one party and the destinations that are its own. */
interface Case {
  party: Party;
  destinations: Destination[];
  catalogue: Catalogue | null;
}

type Draft = Pick<Warning, 'title' | 'detail' | 'count' | 'evidence' | 'advice' | 'basis'> & {
  reached: Reached;
  to: To;
};

interface Rule {
  id: string;
  /** Null where the rule has nothing to say of this party. */
  draft(it: Case): Draft | null;
}

/** `user-id` → the message `kindUserId`. */
const kindName = ({ kind }: Finding) => ({
  message: `kind-${kind}`.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
});

/** Kinds in the order in which they first occur, each once, as values of a phrase. */
function kindsOf(evidence: Evidence[]): { list: { message: string }[] } {
  const names = new Map(evidence.map(({ finding }) => [finding.kind, kindName(finding)]));
  return { list: [...names.values()] };
}

/** Every contact tells an address; only what goes beyond it is an identifier that was given away. */
function evidenceOf(destinations: Destination[], counts: (finding: Finding) => boolean): Evidence[] {
  return destinations.flatMap(({ host, schemes, findings }) =>
    findings
      .filter((finding) => finding.kind !== 'ip-address' && counts(finding))
      .map((finding) => ({
        host,
        scheme: schemes.find((scheme) => cleartextScheme(scheme) === finding.onTheWire) ?? schemes[0] ?? '',
        finding,
      })),
  );
}

const cleartextScheme = (scheme: string) => scheme === 'http' || scheme === 'ws' || scheme === 'ftp';

const total = (evidence: Evidence[]) => evidence.reduce((most, { finding }) => Math.max(most, finding.count), 0);

function basisOf(evidence: Evidence[]): Phrase[] {
  const ways = new Set(evidence.map(({ finding }) => finding.confidence));
  return [...ways].map((confidence) => ({
    key: `basis-${confidence}`.replace(/-(\w)/, (_, letter: string) => letter.toUpperCase()),
  }));
}

/** Each rule is about one thing that reached one party. The severity is the table's, see `severity.ts`. */
const rules: readonly Rule[] = [
  {
    id: 'identifiers-on-the-wire',
    draft({ destinations }) {
      const evidence = evidenceOf(destinations, (finding) => finding.onTheWire);
      if (evidence.length === 0) return null;
      return {
        reached: 'identifiers',
        to: 'wire',
        title: { key: 'warnInClearTitle', values: [kindsOf(evidence)] },
        detail: { key: 'warnInClearDetail' },
        count: total(evidence),
        evidence,
        advice: [{ key: 'adviceLeaveRoom' }, { key: 'adviceVpn' }, { key: 'adviceTellSite' }],
        basis: [{ key: 'basisScheme' }, ...basisOf(evidence)],
      };
    },
  },
  {
    id: 'voice-through-provider',
    draft({ party }) {
      if (party.relation === 'first-party' || (party.voice !== 'yes' && party.voice !== 'likely')) return null;
      return {
        reached: 'voice',
        to: party.relation === 'wire' ? 'third-party' : party.relation,
        title: { key: party.voice === 'yes' ? 'warnVoiceTitle' : 'warnVoiceLikelyTitle', values: [party.name] },
        detail: { key: 'warnVoiceDetail' },
        count: 1,
        evidence: [],
        advice: [{ key: 'adviceOtherApp' }],
        basis: [party.voiceBasis],
      };
    },
  },
  {
    id: 'identifiers-to-company',
    draft({ party, destinations }) {
      if (party.relation === 'first-party' || party.relation === 'wire') return null;
      const evidence = evidenceOf(destinations, (finding) => !finding.firstParty);
      if (evidence.length === 0) return null;
      const detail =
        party.relation === 'works-for-site' ? 'warnIdentifiersProviderDetail' : 'warnIdentifiersThirdDetail';
      return {
        reached: 'identifiers',
        to: party.relation,
        title: { key: 'warnIdentifiersTitle', values: [party.name, kindsOf(evidence)] },
        detail: { key: detail, values: [party.name] },
        count: total(evidence),
        evidence,
        advice: [{ key: 'advicePseudonym' }, { key: 'adviceTellSite' }],
        basis: basisOf(evidence),
      };
    },
  },
  {
    id: 'contact',
    draft({ party, destinations }) {
      if (party.relation === 'first-party' || party.ring !== 'contacted') return null;
      return {
        reached: 'contact',
        to: party.relation === 'wire' ? 'third-party' : party.relation,
        title: { key: 'warnContactTitle', values: [party.name] },
        detail: { key: 'warnContactDetail' },
        count: destinations.reduce((sum, { requests, earlier }) => sum + requests + earlier, 0),
        evidence: [],
        advice: [{ key: 'adviceVpn' }],
        basis: [{ key: 'basisRequestsSeen' }],
      };
    },
  },
];

/** Everything that is to be warned of, gravest first; what came oftener first among equals. */
export function warningsFor(
  parties: readonly Party[],
  destinations: readonly Destination[],
  catalogue: Catalogue | null,
): Warning[] {
  const warnings: Warning[] = [];
  for (const party of parties) {
    const own = destinations.filter((destination) => destination.party === party.id);
    const exposures = own.flatMap((destination) => destination.exposures);
    for (const rule of rules) {
      const draft = rule.draft({ party, destinations: own, catalogue });
      if (!draft) continue;
      const { reached, to, ...rest } = draft;
      const laws = lawsFor(reached, exposures, catalogue);
      const severity = severityOf(reached, to, weigh(laws, catalogue));
      if (severity === null) continue;
      const hosts = rest.evidence.length > 0 ? rest.evidence.map(({ host }) => host) : own.map(({ host }) => host);
      warnings.push({ rule: rule.id, severity, party: party.id, hosts: [...new Set(hosts)], laws, ...rest });
    }
  }
  return warnings.sort((a, b) => severities.indexOf(b.severity) - severities.indexOf(a.severity) || b.count - a.count);
}

/** What a law must be able to obtain to bear on what reached the party. */
const obtains: Record<Reached, RegExp> = {
  voice: /content|real-time/,
  identifiers: /metadata|subscriber|stored/,
  contact: /metadata|subscriber|stored/,
};

function bearsOn(regime: RegimeFact, reached: Reached): boolean {
  return regime.properties['anyAssistance'] === 'yes' || obtains[reached].test(regime.properties['compels'] ?? '');
}

/** The laws that reach the party and can obtain what it has; each once, by its surest way, heaviest first. */
function lawsFor(reached: Reached, exposures: Exposure[], catalogue: Catalogue | null): Warning['laws'] {
  if (!catalogue) return [];
  const laws = new Map<string, Warning['laws'][number]>();
  const ways: Exposure['through'][] = ['operator', 'parent', 'network', 'server'];
  for (const through of ways) {
    for (const exposure of exposures) {
      if (exposure.through !== through) continue;
      for (const id of exposure.regimes) {
        const regime = catalogue.regimes[id];
        if (regime && !laws.has(id) && bearsOn(regime, reached)) {
          laws.set(id, { regime: id, through, certainty: exposure.certainty });
        }
      }
    }
  }
  const rank = (id: string) => {
    const regime = catalogue.regimes[id];
    return regime ? rankOf(regime) : 0;
  };
  return [...laws.values()].sort((a, b) => rank(b.regime) - rank(a.regime) || (a.regime < b.regime ? -1 : 1));
}

/** A reach that is itself uncertain is shown, but does not make a finding graver. */
function weigh(laws: Warning['laws'], catalogue: Catalogue | null): Law {
  const sure = laws.filter(({ certainty }) => certainty === 'high' || certainty === 'medium');
  const facts = sure.flatMap(({ regime }) => catalogue?.regimes[regime] ?? []);
  return facts.some(isHeavy) ? 'heavy' : facts.length > 0 ? 'other' : 'none';
}
