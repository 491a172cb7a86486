import { useEffect, useRef, useState } from 'preact/hooks';
import { noAddress, proxyRemarks, tlsName, tlsRemarks } from '../../../background/tell/say-connection.ts';
import { lawName } from '../../../background/tell/say-law.ts';
import type {
  Address,
  Destination,
  Exposure,
  Law as LawOfReport,
  Operator,
  Seat,
  SiteReport,
} from '../../model/report.ts';
import { English } from '../english.tsx';
import { SourceText } from '../external-link.tsx';
import { HelpMark } from '../help-mark.tsx';
import { certaintyKeys, certaintyOf, relationKeys, throughKeys } from '../terms.ts';
import { bytesOf, countryName, listOf, say, sideBySide, text, timeOf } from '../words.ts';
import { Disclosure } from './disclosure.tsx';
import { FindingLine } from './evidence.tsx';
import { Fact } from './fact.tsx';
import { Law } from './law.tsx';
import { partyName } from './party.ts';
import type { Wish } from './wish.ts';

/** Every host that the visit reached. Rows are made when the list is opened, and what is in a row when the row is. */
export function Destinations({ report, wish }: { report: SiteReport; wish: Wish | null }) {
  const { destinations } = report;
  const [open, setOpen] = useState(false);
  const summary = useRef<HTMLElement>(null);
  useEffect(() => {
    if (wish === null) return;
    setOpen(true);
    summary.current?.scrollIntoView({ block: 'start' });
    summary.current?.focus({ preventScroll: true });
  }, [wish]);
  return (
    <section>
      <Disclosure
        class="destinations"
        open={open}
        onToggle={setOpen}
        summaryRef={summary}
        summary={<h2 class="title">{text('destinationsTitle', [destinations.length], destinations.length)}</h2>}
      >
        {() => (
          <ul class="card hosts">
            {destinations.map((destination) => (
              <li key={destination.host}>
                <Disclosure summary={<Head destination={destination} report={report} />}>
                  {() => <Body destination={destination} laws={report.laws} />}
                </Disclosure>
              </li>
            ))}
          </ul>
        )}
      </Disclosure>
    </section>
  );
}

function Head({ destination, report }: { destination: Destination; report: SiteReport }) {
  const { host, service, relation, addresses, findings } = destination;
  const party = report.parties.find(({ id }) => id === destination.party);
  const codes = [...new Set(addresses.flatMap(({ location }) => location.country ?? []))];
  return (
    <span class="host-head">
      <span>
        <bdi class="host">{host}</bdi>
        <span class="dim">
          <bdi>{party === undefined ? destination.party : partyName(party)}</bdi> ·{' '}
          {service ? <English>{service.role}</English> : text(relationKeys[relation])}
        </span>
      </span>
      <span class="dim end">
        <bdi>{codes.join(' ')}</bdi>
        {findings.length > 0 && <span class="found">{text('findings', [findings.length], findings.length)}</span>}
      </span>
    </span>
  );
}

function Body({ destination, laws }: { destination: Destination; laws: Record<string, LawOfReport> }) {
  const { service, operator, addresses, exposures, findings, relation, firstAt, lastAt, tls = [] } = destination;
  const proxies = proxyRemarks(destination);
  return (
    <dl class="facts">
      <Fact name={text('hostRelation')}>{text(relationKeys[relation])}</Fact>
      {service !== null && (
        <Fact name={text('hostService')}>
          <English>
            {service.name} · {service.role}
          </English>
          {service.since !== null && <> · {text('asOf', [service.since])}</>}
          <Ground fact={service} />
        </Fact>
      )}
      <Fact name={text('hostOperator')}>
        {operator === null ? text('operatorUnknown') : <OperatorFact operator={operator} />}
      </Fact>
      <Fact name={text('hostAddresses')}>
        {addresses.length === 0 ? (
          text(noAddress(destination))
        ) : (
          <ul>
            {addresses.map((address) => (
              <li key={address.ip}>
                <AddressFact address={address} />
              </li>
            ))}
          </ul>
        )}
      </Fact>
      {proxies.length > 0 && (
        <Fact name={text('hostProxy')}>
          {proxies.map((remark) => (
            <p key={remark.key}>{say(remark)}</p>
          ))}
        </Fact>
      )}
      {tls.length > 0 && (
        <Fact name={text('hostTls')}>
          <ul>
            {tls.map((way) => (
              <li key={`${tlsName(way)} ${way.certificate} ${way.weak}`}>
                {tlsName(way)}
                {tlsRemarks(way).map((remark) => (
                  <p key={remark.key} class={way.certificate === 'added' ? 'dim' : undefined}>
                    {say(remark)}
                  </p>
                ))}
              </li>
            ))}
          </ul>
        </Fact>
      )}
      {exposures.length > 0 && (
        <Fact name={text('hostLaw')} term="jurisdiction">
          <ul>
            {exposures.map((exposure) => (
              <li key={`${exposure.jurisdiction} ${exposure.through}`}>
                <ExposureFact exposure={exposure} laws={laws} />
              </li>
            ))}
          </ul>
        </Fact>
      )}
      <Fact name={text('hostTraffic')}>
        {sideBySide(traffic(destination))}
        <p class="dim">{firstAt === lastAt ? timeOf(firstAt) : text('fromTo', [timeOf(firstAt), timeOf(lastAt)])}</p>
      </Fact>
      {findings.length > 0 && (
        <Fact name={text('hostFindings')}>
          <ul class="rows">
            {findings.map((finding) => (
              <li key={`${finding.digest} ${finding.place} ${finding.key} ${finding.encoding.join()}`}>
                <FindingLine finding={finding} />
              </li>
            ))}
          </ul>
        </Fact>
      )}
    </dl>
  );
}

function traffic({ requests, failed, bytesSent, unreadBodies, earlier, schemes }: Destination): string[] {
  const said = [listOf(schemes)];
  if (requests > 0) said.push(text('requests', [requests], requests));
  if (failed > 0) said.push(text('requestsFailed', [failed], failed));
  if (bytesSent > 0) said.push(text('bytesSent', [bytesOf(bytesSent)]));
  if (unreadBodies > 0) said.push(text('bodiesUnread', [unreadBodies], unreadBodies));
  if (earlier > 0) said.push(text('requestsEarlier', [earlier], earlier));
  return said.filter((words) => words !== '');
}

function Ground({ fact }: { fact: Pick<Operator, 'certainty' | 'wellKnown' | 'source'> }) {
  return (
    <p class="dim small">
      {text(certaintyOf(fact))} · <SourceText source={fact.source} />
    </p>
  );
}

/** Who runs it, where its seats are, and from where that is known. */
export function OperatorFact({ operator }: { operator: Operator }) {
  const { name, seats, parent } = operator;
  return (
    <>
      <bdi>{name}</bdi> <Seats seats={seats} />
      {parent !== null && (
        <p>
          {text('operatorParent', [parent.name])} <Seats seats={parent.seats} />
        </p>
      )}
      <Ground fact={operator} />
    </>
  );
}

function Seats({ seats }: { seats: Seat[] }) {
  if (seats.length === 0) return null;
  return (
    <ul class="seats">
      {seats.map((seat) => {
        const { country, note, certainty, source } = seat;
        return (
          <li key={`${country} ${note}`} class={note === null ? 'bare' : undefined} title={source}>
            {countryName(country)}
            {note !== null && (
              <span class="dim">
                {' · '}
                <English>{note}</English>
              </span>
            )}
            {certainty !== 'high' && <span class="dim"> · {text(certaintyOf(seat))}</span>}
          </li>
        );
      })}
    </ul>
  );
}

function AddressFact({ address: { ip, network, location } }: { address: Address }) {
  const named = (country: string) => text('countryWithCode', [{ country }, country]);
  const place = {
    certain: () => (location.country === null ? text('locationUnknown') : named(location.country)),
    uncertain: () => text('locationUncertain', [listOf(location.candidates.map(named))]),
    anycast: () => text('locationAnycast'),
    special: () => (location.note === null ? text('locationSpecial') : text('locationSpecialWhich', [location.note])),
    unknown: () => (location.note === null ? text('locationUnknown') : text('locationUnknownWhy', [location.note])),
  }[location.certainty]();
  return (
    <>
      <code>{ip}</code> {place} {location.certainty === 'anycast' && <HelpMark term="anycast" />}
      {network !== null && (
        <p class="dim">
          <bdi>{`AS${network.asn} ${network.name}`}</bdi>
          {network.operator !== null && network.operator !== network.name && (
            <>
              {' '}
              · <bdi>{network.operator}</bdi>
            </>
          )}
        </p>
      )}
    </>
  );
}

function ExposureFact({ exposure, laws }: { exposure: Exposure; laws: Record<string, LawOfReport> }) {
  const { jurisdiction, through, certainty, regimes } = exposure;
  const named = regimes.flatMap((id) => laws[id] ?? []);
  return (
    <>
      {countryName(jurisdiction)}{' '}
      <span class="dim">
        {text(throughKeys[through])} · {text(certaintyKeys[certainty])}
      </span>
      {named.length > 0 && (
        <Disclosure class="inner" summary={sideBySide(named.map((law) => say(lawName(law))))}>
          {() => (
            <ul>
              {named.map((law) => (
                <li key={law.id}>
                  <Law law={law} reach={null} />
                </li>
              ))}
            </ul>
          )}
        </Disclosure>
      )}
    </>
  );
}
