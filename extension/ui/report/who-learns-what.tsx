import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Learnt, Party, SiteReport } from '../../model/report.ts';
import { type IdentifierKind, identifierKinds } from '../../model/vocabulary.ts';
import { HelpMark } from '../help-mark.tsx';
import { learntHintKeys, learntKeys, voiceKeys } from '../terms.ts';
import { listOf, say, text } from '../words.ts';
import { Disclosure } from './disclosure.tsx';
import { learntKinds, partyName } from './party.ts';
import { PartyFacts } from './party-facts.tsx';
import { useTooWide } from './use-too-wide.ts';
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

type Column = keyof typeof columnKeys;

/** As many kinds have columns of their own in a popup. */
const columnsAtMost = 4;

const fewEnough = 6;

interface Props {
  report: SiteReport;
  /** The party that the person asked for on the rings: its row opens and comes into view. */
  wish: Wish | null;
  /** The party that is pointed at, here or on the rings. */
  pointed: string | null;
  onPoint: (party: string | null) => void;
}

export function WhoLearnsWhat({ report, wish, pointed, onPoint }: Props) {
  const { parties } = report;
  const [all, setAll] = useState(false);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const rows = useRef<HTMLTableSectionElement>(null);
  const [telling, silent] = split(parties);
  const shown = all ? [...telling, ...silent] : telling;
  const columns = identifierKinds.filter(
    (kind) => kind !== 'ip-address' && kind !== 'unknown' && parties.some((party) => party.learns[kind] !== undefined),
  ) as Column[];
  const frame = useRef<HTMLDivElement>(null);
  // Words are longer in some languages, and a column that stands out of sight is not seen.
  const tooWide = useTooWide(frame);
  const forms = new Set(parties.flatMap((party) => Object.values(party.learns)));

  useLayoutEffect(() => {
    if (wish === null) return;
    setOpened((before) => new Set(before).add(wish.target));
    if (!telling.some(({ id }) => id === wish.target)) setAll(true);
  }, [wish]);

  // Once what is in the row has its room.
  const isThere = wish !== null && opened.has(wish.target) && shown.some(({ id }) => id === wish.target);
  useLayoutEffect(() => {
    if (wish === null || !isThere) return;
    const row = [...(rows.current?.rows ?? [])].find(({ dataset }) => dataset['party'] === wish.target);
    row?.scrollIntoView({ block: 'start' });
    row?.querySelector('button')?.focus({ preventScroll: true });
    row?.classList.remove('wished');
    void row?.offsetWidth; // so that the animation starts anew
    row?.classList.add('wished');
  }, [wish, isThere]);

  const toggle = (party: string) =>
    setOpened((before) => {
      const now = new Set(before);
      if (!now.delete(party)) now.add(party);
      return now;
    });

  return (
    <section aria-labelledby="learns-title">
      <h2 id="learns-title" class="title">
        {text('learnsTitle')}
      </h2>
      <HelpMark term="identifier" />
      {/* biome-ignore lint/a11y/useSemanticElements: a section within this section would say the same with more */}
      <div
        ref={frame}
        class={`card table-frame ${tooWide ? 'lines' : columns.length > columnsAtMost ? 'many' : ''}`}
        role="region"
        aria-label={text('learnsCaption')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
      >
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
              <Row
                key={party.id}
                party={party}
                columns={columns}
                report={report}
                open={opened.has(party.id)}
                pointed={pointed === party.id}
                onPoint={onPoint}
                onToggle={toggle}
              />
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

interface RowProps {
  party: Party;
  columns: Column[];
  report: SiteReport;
  open: boolean;
  pointed: boolean;
  onPoint: (party: string | null) => void;
  onToggle: (party: string) => void;
}

/** A party and what it learns; below it, on demand, each with how Earshot knows. */
function Row({ party, columns, report, open, pointed, onPoint, onToggle }: RowProps) {
  const { id } = party;
  return (
    <>
      <tr
        data-party={id}
        class={pointed ? 'pointed' : undefined}
        onMouseEnter={() => onPoint(id)}
        onMouseLeave={() => onPoint(null)}
      >
        <th scope="row">
          <button
            type="button"
            class="party"
            aria-expanded={open}
            onClick={() => onToggle(id)}
            onFocus={() => onPoint(id)}
            onBlur={() => onPoint(null)}
          >
            <bdi>
              <Breakable name={partyName(party)} />
            </bdi>
            <Codes party={party} />
          </button>
        </th>
        <Voice party={party} />
        {columns.map((kind) => (
          <Learns key={kind} column={columnKeys[kind]} learnt={party.learns[kind]} />
        ))}
        <td data-column={text('columnAddress')}>
          {party.address || party.learns['ip-address'] !== undefined ? text('addressYes') : <Nothing />}
        </td>
      </tr>
      {open && (
        <tr class="about">
          <td colSpan={columns.length + 3}>
            <PartyFacts party={party} report={report} />
          </td>
        </tr>
      )}
    </>
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

/** Breaks after a dot, before it breaks within a word. */
function Breakable({ name }: { name: string }) {
  return name.split(/(?<=\.)(?=\S)/).map((part, index) => (
    <>
      {index > 0 && <wbr />}
      {part}
    </>
  ));
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
    <td class={`voice-${tone}`} data-column={text('columnVoice')} title={say(voiceBasis)}>
      {text(voiceKeys[voice])}
    </td>
  );
}

function Learns({ column, learnt }: { column: string; learnt: Learnt | undefined }) {
  if (learnt === undefined) {
    return (
      <td class="not-seen" data-column={text(column)}>
        <Nothing />
      </td>
    );
  }
  return (
    <td class={`learnt-${learnt}`} data-column={text(column)} title={text(learntHintKeys[learnt])}>
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
