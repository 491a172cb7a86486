import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Learnt, Party } from '../../model/report.ts';
import { type IdentifierKind, identifierKinds } from '../../model/vocabulary.ts';
import { learntKeys, voiceKeys } from '../terms.ts';
import { listOf, say, text } from '../words.ts';
import { Disclosure } from './disclosure.tsx';
import { learntKinds, partyName } from './party.ts';
import type { Wish } from './wish.ts';

/**
 * Short forms of the kinds, for the heads of narrow columns. The address has a column anyway; what has no known meaning
 * is listed with its destination.
 */
const columnKeys: Record<Exclude<IdentifierKind, 'ip-address' | 'unknown'>, string> = {
  'user-id': 'columnUserId',
  'room-id': 'columnRoomId',
  'display-name': 'columnDisplayName',
  email: 'columnEmail',
  phone: 'columnPhone',
  token: 'columnToken',
  'device-id': 'columnDeviceId',
};

const learntHintKeys: Record<Learnt, string> = {
  'on-the-wire': 'learntOnTheWireHint',
  plain: 'learntPlainHint',
  encoded: 'learntEncodedHint',
  hashed: 'learntHashedHint',
};

const fewEnough = 6;

export function WhoLearnsWhat({ parties, wish }: { parties: Party[]; wish: Wish | null }) {
  const [all, setAll] = useState(false);
  const rows = useRef<HTMLTableSectionElement>(null);
  const [telling, silent] = split(parties);
  const shown = all ? [...telling, ...silent] : telling;
  const columns = identifierKinds.filter(
    (kind) => kind !== 'ip-address' && kind !== 'unknown' && parties.some((party) => party.learns[kind] !== undefined),
  ) as (keyof typeof columnKeys)[];
  const forms = new Set(parties.flatMap((party) => Object.values(party.learns)));

  useLayoutEffect(() => {
    if (wish === null) return;
    const row = [...(rows.current?.rows ?? [])].find(({ dataset }) => dataset['party'] === wish.target);
    if (row === undefined) {
      setAll(true);
      return;
    }
    row.scrollIntoView({ block: 'center' });
    row.querySelector<HTMLElement>('th')?.focus({ preventScroll: true });
    row.classList.remove('wished');
    void row.offsetWidth; // so that the animation starts anew
    row.classList.add('wished');
  }, [wish, all]);

  return (
    <section aria-labelledby="learns-title">
      <h2 id="learns-title" class="title">
        {text('learnsTitle')}
      </h2>
      {/* biome-ignore lint/a11y/useSemanticElements: a section within this section would say the same with more */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <div class="card table-frame" role="region" aria-label={text('learnsCaption')} tabIndex={0}>
        <table class="learns">
          <caption class="aside">{text('learnsCaption')}</caption>
          <thead>
            <tr>
              <th scope="col">{text('columnParty')}</th>
              <th scope="col">{text('columnVoice')}</th>
              {columns.map((kind) => (
                <th scope="col" key={kind}>
                  {text(columnKeys[kind])}
                </th>
              ))}
              <th scope="col">{text('columnAddress')}</th>
            </tr>
          </thead>
          <tbody ref={rows}>
            {shown.map((party) => (
              <tr key={party.id} data-party={party.id}>
                <th scope="row" tabIndex={-1}>
                  <span class="party">
                    <bdi>{partyName(party)}</bdi>
                    <Codes party={party} />
                  </span>
                </th>
                <Voice party={party} />
                {columns.map((kind) => (
                  <Learns key={kind} learnt={party.learns[kind]} />
                ))}
                <td>{party.address || party.learns['ip-address'] !== undefined ? text('addressYes') : <Nothing />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {!all && silent.length > 0 && (
        <button type="button" class="link small under" onClick={() => setAll(true)}>
          {text('learnsMore', [silent.length], silent.length)}
        </button>
      )}
      {forms.size > 0 && (
        <Disclosure class="under small dim" summary={text('learnsWords')}>
          <dl class="legend">
            {(Object.keys(learntKeys) as Learnt[])
              .filter((form) => forms.has(form))
              .map((form) => (
                <div key={form}>
                  <dt>{text(learntKeys[form])}</dt>
                  <dd>{text(learntHintKeys[form])}</dd>
                </div>
              ))}
          </dl>
        </Disclosure>
      )}
    </section>
  );
}

/** Those that learn something, and those that were merely contacted. Few parties are all shown. */
function split(parties: Party[]): [Party[], Party[]] {
  if (parties.length <= fewEnough) return [parties, []];
  const telling = parties.filter(
    (party) => party.ring !== 'contacted' || party.voice === 'likely' || learntKinds(party).length > 0,
  );
  return telling.length === 0
    ? [parties.slice(0, fewEnough), parties.slice(fewEnough)]
    : [telling, parties.filter((party) => !telling.includes(party))];
}

function Codes({ party }: { party: Party }) {
  if (party.countries.length === 0) return null;
  return (
    <span class="codes" title={listOf(party.countries.map((country) => ({ country })))}>
      {' '}
      <bdi>{party.countries.join(' ')}</bdi>
    </span>
  );
}

function Voice({ party: { voice, voiceBasis, relation } }: { party: Party }) {
  // That people in the call hear is what it is for.
  const tone = relation === 'peers' ? 'expected' : voice;
  return (
    <td class={`voice-${tone}`} title={say(voiceBasis)}>
      {text(voiceKeys[voice])}
    </td>
  );
}

function Learns({ learnt }: { learnt: Learnt | undefined }) {
  if (learnt === undefined) {
    return (
      <td>
        <Nothing />
      </td>
    );
  }
  return (
    <td class={`learnt-${learnt}`} title={text(learntHintKeys[learnt])}>
      {text(learntKeys[learnt])}
    </td>
  );
}

function Nothing() {
  return (
    <>
      <span class="dim" aria-hidden="true">
        –
      </span>
      <span class="aside">{text('notSeen')}</span>
    </>
  );
}
