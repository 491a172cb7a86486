import type { ComponentChildren } from 'preact';
import type { Evidence, Finding } from '../../model/report.ts';
import { confidenceKeys, kindKeys, placeKeys } from '../terms.ts';
import { text, timeOf } from '../words.ts';

/** The identifiers in the evidence, each once. */
export function what(evidence: Evidence[]): { kind: string; masked: string }[] {
  const seen = new Map(
    evidence.map(({ finding: { kind, masked } }) => [`${kind} ${masked}`, { kind: text(kindKeys[kind]), masked }]),
  );
  return [...seen.values()];
}

/** The ways that the evidence took, each once; the keys of one way together: `http, query cname, uid`. */
export function ways(evidence: Evidence[]): { id: string; words: ComponentChildren }[] {
  const grouped = new Map<string, { scheme: string; finding: Finding; keys: Set<string> }>();
  for (const { scheme, finding } of evidence) {
    const id = [scheme, finding.place, ...finding.encoding].join(' ');
    const way = grouped.get(id) ?? { scheme, finding, keys: new Set() };
    if (finding.key !== null) way.keys.add(finding.key);
    grouped.set(id, way);
  }
  return [...grouped].map(([id, { scheme, finding, keys }]) => ({
    id,
    words: (
      <>
        {scheme} · {text(placeKeys[finding.place])} <Keys keys={[...keys]} />
        <Encoding encoding={finding.encoding} />
      </>
    ),
  }));
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
            {scheme}
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
