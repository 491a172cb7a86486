import type { Address, Party, SiteReport, VoiceLeg, VoicePath } from '../../model/report.ts';
import { HelpLink } from '../help-link.tsx';
import { certaintyKeys, type ExplainedTerm, encryptionKeys, explainedTerms, routeKeys } from '../terms.ts';
import { useNow } from '../use-now.ts';
import { bytesOf, countryName, durationOf, listOf, say, sideBySide, text } from '../words.ts';
import { Disclosure } from './disclosure.tsx';
import { Fact } from './fact.tsx';
import { partyName } from './party.ts';

/** How the voice leaves, in two lines that go on while it does; on demand each of its ways, and how Earshot knows. */
export function VoicePathNote({ report }: { report: SiteReport }) {
  const { route, encryption, certainty, basis, legs } = report.voice;
  const [main] = legs;
  return (
    <Disclosure
      class="card warning path"
      summary={
        <span class="warning-head">
          <span class="words">
            <b>{text(routeKeys[route])}</b>
            <span class="warning-detail">{text(encryptionKeys[encryption])}</span>
            {main !== undefined && <Live leg={main} ended={report.visit.ended} />}
          </span>
        </span>
      }
    >
      {() => (
        <>
          {legs.map((leg) => (
            <Leg key={leg.id} leg={leg} report={report} alone={legs.length === 1} />
          ))}
          <ul class="prose dim">
            {basis.map((phrase) => (
              <li key={phrase.key}>{say(phrase)}</li>
            ))}
            {main === undefined && <li>{text('legCertainty', [{ message: certaintyKeys[certainty] }])}</li>}
            <li>
              {text('learnsWords')}{' '}
              {termsOf(route).map((term, index) => (
                <>
                  {index > 0 && ' · '}
                  <HelpLink at={term}>{text(explainedTerms[term])}</HelpLink>
                </>
              ))}
            </li>
          </ul>
        </>
      )}
    </Disclosure>
  );
}

/** What one must know to understand how the voice leaves. */
function termsOf(route: VoicePath['route']): ExplainedTerm[] {
  const ways: Partial<Record<VoicePath['route'], ExplainedTerm>> = {
    'media-server': 'media-server',
    'peer-to-peer': 'peer-to-peer',
    websocket: 'websocket',
  };
  const way = ways[route];
  return [...(way === undefined ? [] : [way]), 'end-to-end', 'certainty'];
}

/** `12:04 · 2.9 MB sent, 4.1 MB received`, ticking while it is open. */
function Live({ leg: { route, since, until, bytesSent, bytesReceived }, ended }: { leg: VoiceLeg; ended: boolean }) {
  const open = until === null && !ended;
  const now = useNow(open);
  const bytes =
    bytesReceived > 0
      ? text('legBytes', [bytesOf(bytesSent), bytesOf(bytesReceived)])
      : bytesSent > 0 && text('bytesSent', [bytesOf(bytesSent)]);
  return (
    <span class={`path-live ${open ? 'open' : ''}`}>
      {route !== 'upload' && <time>{durationOf((until ?? now) - since)}</time>}
      {route !== 'upload' && bytes && ' · '}
      {bytes}
    </span>
  );
}

function Leg({ leg, report, alone }: { leg: VoiceLeg; report: SiteReport; alone: boolean }) {
  const { route, encryption, host, address, relay, streams, codecs, certainty, basis } = leg;
  const nameOf = (id: string | null): string | null => {
    const party = report.parties.find((one: Party) => one.id === id);
    return party === undefined ? id : partyName(party);
  };
  const to = [...new Set([nameOf(leg.party), host].filter((name) => name !== null))];
  return (
    <div class="leg">
      {!alone && (
        <p>
          <b>{text(routeKeys[route])}</b> <span class="dim">{text(encryptionKeys[encryption])}</span>
          <Live leg={leg} ended={report.visit.ended} />
        </p>
      )}
      <dl class="facts">
        <Fact name={text('warningTo')}>
          {to.length === 0 ? text('legEndUnknown') : to.map((name) => <p key={name}>{<bdi>{name}</bdi>}</p>)}
          {address !== null && <Place address={address} host={host} />}
        </Fact>
        {relay !== null && (
          <Fact name={text('legRelay')} term="relay">
            <bdi>{relay.host}</bdi>
            {relay.transport !== null && (
              <span class="dim">
                {' '}
                · <bdi>{relay.transport.toUpperCase()}</bdi>
              </span>
            )}
            <p class="dim">{text('legRelayWhat')}</p>
          </Fact>
        )}
        {(streams > 0 || codecs.length > 0) && (
          <Fact name={text('legSound')}>
            {streams > 0 && text('legStreams', [streams], streams)}
            {streams > 0 && codecs.length > 0 && ' · '}
            <bdi>{codecs.map(shortCodec).join(' · ')}</bdi>
          </Fact>
        )}
        <Fact name={text('warningBasis')}>
          <ul class="bullets">
            {basis.map((phrase, index) => (
              <li key={index}>{say(phrase)}</li>
            ))}
          </ul>
          <p class="dim">{text('legCertainty', [{ message: certaintyKeys[certainty] }])}</p>
        </Fact>
      </dl>
    </div>
  );
}

/** `audio/opus/48000` → `opus`. */
const shortCodec = (codec: string): string => codec.split('/')[1] ?? codec;

function Place({ address: { ip, network, location }, host }: { address: Address; host: string | null }) {
  const country = location.country === null ? location.candidates : [location.country];
  const said = [
    ...(ip === host ? [] : [ip]),
    ...(country.length > 0 ? [listOf(country.map(countryName))] : []),
    ...(network === null ? [] : [`AS${network.asn} ${network.name}`]),
  ];
  return said.length === 0 ? null : <p class="dim">{sideBySide(said)}</p>;
}
