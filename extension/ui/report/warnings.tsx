import { groupWarnings, isGroup, type WarningGroup } from '../../../background/tell/say-warnings.ts';
import type { Law as LawOfReport, Party, SiteReport, Warning } from '../../model/report.ts';
import { SourceText } from '../external-link.tsx';
import { HelpMark } from '../help-mark.tsx';
import { SeveritySign } from '../severity.tsx';
import { listOf, say, text } from '../words.ts';
import { Disclosure } from './disclosure.tsx';
import { EvidenceList, Identifiers, Ways } from './evidence.tsx';
import { Fact } from './fact.tsx';
import { Few } from './few.tsx';
import { HostList } from './host-list.tsx';
import { Law } from './law.tsx';
import { partyName } from './party.ts';

export function Warnings({ report }: { report: SiteReport }) {
  const { warnings, parties, laws } = report;
  const lines = groupWarnings(warnings);
  return (
    <section aria-labelledby="warnings-title">
      <h2 id="warnings-title" class="title">
        {text('warningsTitle', [lines.length])}
      </h2>
      {warnings.length > 0 && <HelpMark term="severity" />}
      {warnings.length === 0 ? (
        <p class="card dim">{text('warningsNone')}</p>
      ) : (
        <ul>
          {lines.map((line) =>
            isGroup(line) ? (
              <li key={line.id}>
                <GroupCard group={line} parties={parties} laws={laws} />
              </li>
            ) : (
              <li key={`${line.rule} ${line.party}`}>
                <WarningCard warning={line} party={parties.find(({ id }) => id === line.party)} laws={laws} />
              </li>
            ),
          )}
        </ul>
      )}
    </section>
  );
}

interface GroupProps {
  group: WarningGroup;
  parties: Party[];
  laws: Record<string, LawOfReport>;
}

const namesAtFirst = 3;

/** Companies of which the same is to be said: one line with their names, and each of the warnings on demand. */
function GroupCard({ group: { severity, title, warnings }, parties, laws }: GroupProps) {
  const names = warnings.map(({ party: id }) => {
    const party = parties.find((one) => one.id === id);
    return party === undefined ? id : partyName(party);
  });
  const more = names.length - namesAtFirst;
  return (
    <Disclosure
      class="card warning group"
      summary={
        <span class="warning-head">
          <SeveritySign severity={severity} />
          <span class="words">
            <b>{say(title)}</b>
            <span class="warning-detail">
              {listOf([...names.slice(0, namesAtFirst), ...(more > 0 ? [{ message: 'others', values: [more] }] : [])])}
            </span>
          </span>
        </span>
      }
    >
      {() => (
        <ul>
          {warnings.map((warning) => (
            <li key={warning.party}>
              <WarningCard warning={warning} party={parties.find(({ id }) => id === warning.party)} laws={laws} />
            </li>
          ))}
        </ul>
      )}
    </Disclosure>
  );
}

interface CardProps {
  warning: Warning;
  party: Party | undefined;
  laws: Record<string, LawOfReport>;
}

export function WarningCard({ warning, party, laws }: CardProps) {
  const { severity, title, detail, count } = warning;
  return (
    <Disclosure
      class="card warning"
      summary={
        <span class="warning-head">
          <SeveritySign severity={severity} />
          <span class="words">
            <b>{say(title)}</b>
            <span class="warning-detail">{say(detail)}</span>
          </span>
          {count > 1 && <span class="dim count">{text('times', [count])}</span>}
        </span>
      }
    >
      {() => <WarningBody warning={warning} party={party} laws={laws} />}
    </Disclosure>
  );
}

const hostsAtFirst = 4;
const lawsAtFirst = 3;

function WarningBody({ warning, party, laws }: CardProps) {
  const { hosts, evidence, advice, basis, notes = [] } = warning;
  const bearing = warning.laws.flatMap(({ regime, through, certainty }) => {
    const law = laws[regime];
    return law === undefined ? [] : [{ law, through, certainty }];
  });
  const shields = (warning.shields ?? []).flatMap((id) => laws[id] ?? []);
  return (
    <dl class="facts">
      {hosts.length > 0 && (
        <Fact name={text('warningTo')}>
          <HostList hosts={hosts} atFirst={hostsAtFirst} />
          {party !== undefined && (
            <p class="dim">
              <bdi>{partyName(party)}</bdi>
            </p>
          )}
        </Fact>
      )}
      {evidence.length > 0 && (
        <>
          <Fact name={text('warningWhat')}>
            <Identifiers evidence={evidence} />
          </Fact>
          <Fact
            name={text('warningWhere')}
            {...(evidence.some(({ finding }) => finding.encoding.length > 0) && { term: 'encoded' as const })}
          >
            <Ways evidence={evidence} />
            <Disclosure class="inner" summary={text('evidenceAll', [evidence.length], evidence.length)}>
              {() => <EvidenceList evidence={evidence} />}
            </Disclosure>
          </Fact>
        </>
      )}
      {bearing.length > 0 && (
        <Fact name={text('warningLaw')} term="jurisdiction">
          <Few atFirst={lawsAtFirst}>
            {bearing.map(({ law, through, certainty }) => (
              <Law key={`${law.id} ${through}`} law={law} reach={{ through, certainty }} />
            ))}
          </Few>
        </Fact>
      )}
      {shields.length > 0 && (
        <Fact name={text('warningShields')}>
          <Few atFirst={lawsAtFirst}>
            {shields.map((law) => (
              <Law key={law.id} law={law} reach={null} />
            ))}
          </Few>
        </Fact>
      )}
      {advice.length > 0 && (
        <Fact name={text('warningAdvice')}>
          <ul class="bullets">
            {advice.map((phrase) => (
              <li key={phrase.key}>{say(phrase)}</li>
            ))}
          </ul>
        </Fact>
      )}
      {basis.length > 0 && (
        <Fact name={text('warningBasis')}>
          <ul class="dim">
            {basis.map((phrase, index) => (
              <li key={index}>{say(phrase)}</li>
            ))}
          </ul>
        </Fact>
      )}
      {notes.map(({ what: note, sources }) => (
        <Fact key={note.key} name={text('warningNote')}>
          {say(note)}{' '}
          <span class="dim">
            {text('sources')}{' '}
            {sources.map((source, index) => (
              <>
                {index > 0 && ' · '}
                <SourceText source={source} />
              </>
            ))}
          </span>
        </Fact>
      ))}
    </dl>
  );
}
