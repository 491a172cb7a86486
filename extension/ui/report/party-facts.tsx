import type { Destination, Finding, Party, SiteReport } from '../../model/report.ts';
import type { IdentifierKind } from '../../model/vocabulary.ts';
import { HelpMark } from '../help-mark.tsx';
import { kindKeys, learntHintKeys, learntKeys, relationKeys, voiceKeys } from '../terms.ts';
import { countryName, listOf, say, text } from '../words.ts';
import { OperatorFact } from './destinations.tsx';
import { Disclosure } from './disclosure.tsx';
import { FindingLine } from './evidence.tsx';
import { Fact } from './fact.tsx';
import { HostList } from './host-list.tsx';
import { learntKinds } from './party.ts';

const hostsAtFirst = 3;

/** All that is said of a party in the table and on the rings, each with how Earshot knows it. */
export function PartyFacts({ party, report }: { party: Party; report: Pick<SiteReport, 'destinations'> }) {
  const { relation, voice, voiceBasis, countries, address, hosts } = party;
  const own = report.destinations.filter((destination) => destination.party === party.id);
  const operators = new Map(
    own.flatMap(({ operator }) => (operator === null ? [] : [[operator.id, operator] as const])),
  );
  return (
    <dl class="facts">
      <Fact name={text('hostRelation')}>
        {text(relationKeys[relation])}{' '}
        {(relation === 'works-for-site' || relation === 'third-party') && <HelpMark term={relation} />}
      </Fact>
      {operators.size > 0 ? (
        <Fact name={text('hostOperator')} term="operator">
          {[...operators].map(([id, operator]) => (
            <OperatorFact key={id} operator={operator} />
          ))}
        </Fact>
      ) : (
        countries.length > 0 && <Fact name={text('hostOperator')}>{listOf(countries.map(countryName))}</Fact>
      )}
      <Fact name={text('columnVoice')}>
        {text(voiceKeys[voice])} {voice === 'likely' && <HelpMark term="likely" />}
        <p class="dim">{say(voiceBasis)}</p>
      </Fact>
      {learntKinds(party).map((kind) => (
        <Fact key={kind} name={text(kindKeys[kind])} {...(kind === 'token' && { term: kind })}>
          <Learnt party={party} kind={kind} found={foundBy(party, kind, report.destinations)} />
        </Fact>
      ))}
      {address && (
        <Fact name={text('kindIpAddress')}>
          {text('addressYes')}
          <p class="dim">{text(addressBasisKeys[relation])}</p>
        </Fact>
      )}
      {hosts.length > 0 && (
        <Fact name={text('partyHosts')}>
          <HostList hosts={hosts} atFirst={hostsAtFirst} />
        </Fact>
      )}
    </dl>
  );
}

const addressBasisKeys: Record<Party['relation'], string> = {
  'first-party': 'addressBasis',
  'works-for-site': 'addressBasis',
  'third-party': 'addressBasis',
  wire: 'addressBasisWire',
  peers: 'addressBasisPeers',
};

interface Found {
  host: string;
  finding: Finding;
}

/** By what a party learns this; the network by all that leaves without encryption. */
function foundBy(party: Party, kind: IdentifierKind, destinations: readonly Destination[]): Found[] {
  return destinations
    .filter((destination) => party.relation === 'wire' || destination.party === party.id)
    .flatMap(({ host, findings }) => findings.map((finding) => ({ host, finding })))
    .filter(({ finding }) => finding.kind === kind && (party.relation !== 'wire' || finding.onTheWire));
}

function Learnt({ party, kind, found }: { party: Party; kind: IdentifierKind; found: Found[] }) {
  const form = party.learns[kind];
  return (
    <>
      {form !== undefined && (
        <>
          {text(learntKeys[form])} <span class="dim">· {text(learntHintKeys[form])}</span>
        </>
      )}
      {found.length > 0 && (
        <Disclosure class="inner" summary={text('evidenceAll', [found.length], found.length)}>
          {() => (
            <ul class="rows">
              {found.map(({ host, finding }) => (
                <li key={`${host} ${finding.digest} ${finding.place} ${finding.key} ${finding.encoding.join()}`}>
                  <FindingLine finding={finding} />
                  <p class="dim">
                    <bdi>{host}</bdi>
                  </p>
                </li>
              ))}
            </ul>
          )}
        </Disclosure>
      )}
    </>
  );
}
