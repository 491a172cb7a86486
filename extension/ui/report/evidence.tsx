import { identifiersOf, waysOf } from '../../../background/tell/say-evidence.ts';
import type { Evidence, Finding } from '../../model/report.ts';
import { confidenceKeys, kindKeys, placeKeys } from '../terms.ts';
import { text, timeOf } from '../words.ts';

/** The identifiers in the evidence, each once. */
export function Identifiers({ evidence }: { evidence: Evidence[] }) {
  return (
    <ul class="chips">
      {identifiersOf(evidence).map(({ kind, masked }) => (
        <li key={`${kind} ${masked}`}>
          {text(kindKeys[kind])} <code>{masked}</code>
        </li>
      ))}
    </ul>
  );
}

/** The ways that the evidence took, each once. */
export function Ways({ evidence }: { evidence: Evidence[] }) {
  return (
    <ul>
      {waysOf(evidence).map(({ id, scheme, place, encoding, keys }) => (
        <li key={id}>
          <bdi>{scheme}</bdi> · {text(placeKeys[place])} <Keys keys={keys} />
          <Encoding encoding={encoding} />
        </li>
      ))}
    </ul>
  );
}

function Keys({ keys }: { keys: string[] }) {
  return (
    <>
      {keys.map((key) => (
        <>
          <code>{key}</code>{' '}
        </>
      ))}
    </>
  );
}

function Encoding({ encoding }: { encoding: string[] }) {
  if (encoding.length === 0) return null;
  return (
    <>
      {' '}
      <span class="dim">{text('encodedAs')}</span> <code>{encoding.join(' › ')}</code>
    </>
  );
}

export function EvidenceList({ evidence }: { evidence: Evidence[] }) {
  return (
    <ul class="rows">
      {evidence.map(({ host, scheme, finding }) => (
        <li key={`${host} ${scheme} ${finding.digest} ${finding.place} ${finding.key}`}>
          <FindingLine finding={finding} />
          <p class="dim">
            <bdi>{scheme}</bdi>
            {host !== '' && (
              <>
                {' '}
                · <bdi>{host}</bdi>
              </>
            )}
          </p>
        </li>
      ))}
    </ul>
  );
}

export function FindingLine({ finding }: { finding: Finding }) {
  const { kind, masked, place, key, encoding, confidence, basis, count, firstAt, lastAt, onTheWire } = finding;
  return (
    <>
      <p>
        {text(kindKeys[kind])} <code>{masked}</code> · {text(placeKeys[place])} {key !== null && <code>{key}</code>}
        <Encoding encoding={encoding} />
      </p>
      <p class="dim">
        {onTheWire && <>{text('findingOnTheWire')} · </>}
        {text(basis === 'declared' ? 'confidenceDeclared' : confidenceKeys[confidence])} · {text('times', [count])} ·{' '}
        {firstAt === lastAt ? timeOf(firstAt) : text('fromTo', [timeOf(firstAt), timeOf(lastAt)])}
      </p>
    </>
  );
}
