import browser from 'webextension-polyfill';
import type { SiteReport } from '../extension/model/report.ts';
import { ExternalLink } from '../extension/ui/external-link.tsx';
import { HelpLink } from '../extension/ui/help-link.tsx';
import { HistoryLink } from '../extension/ui/history-link.tsx';
import type { ReportConnection } from '../extension/ui/report-connection.ts';
import { text } from '../extension/ui/words.ts';
import { Exports } from './exports.tsx';

interface Props {
  report: SiteReport;
  connection: ReportConnection;
  onDestinations: () => void;
}

export function Footer({ report, connection, onDestinations }: Props) {
  const count = report.destinations.length;
  return (
    <footer class="footer">
      <nav class="footer-links">
        <button type="button" class="link" onClick={onDestinations}>
          {text('footerDestinations', [count], count)}
        </button>
        <Exports connection={connection} visitId={report.visit.id} />
        <HistoryLink />
        <button type="button" class="link" onClick={() => void browser.runtime.openOptionsPage()}>
          {text('footerOptions')}
        </button>
        <HelpLink />
      </nav>
      <DataNote data={report.data} />
    </footer>
  );
}

/** Whose address data this is (their licence asks for the link) and how old it is. */
function DataNote({ data: { networks, catalogue } }: { data: SiteReport['data'] }) {
  const sources = networks?.sources ?? [];
  const credited = sources.some(({ link }) => link.includes('db-ip.com'))
    ? sources
    : [{ name: 'DB-IP', link: 'https://db-ip.com' }, ...sources];
  return (
    <div class="data-note">
      {networks === null ? (
        <p>{text('dataMissing')}</p>
      ) : (
        <p>
          {text('dataNetworks')}{' '}
          {credited.map(({ name, link }, index) => (
            <>
              {index > 0 && ' · '}
              <ExternalLink href={link}>
                <bdi>{name}</bdi>
              </ExternalLink>
            </>
          ))}
          {' · '}
          <bdi>{networks.date.slice(0, 7)}</bdi>
        </p>
      )}
      {catalogue !== null && <p>{text('dataCatalogue', [catalogue.date])}</p>}
      {networks !== null && isOld(networks.date, Date.now()) && <p class="old">{text('dataOld')}</p>}
    </div>
  );
}

/** Whether `date` (ISO 8601, to the month or the day) lies more than six months back. */
function isOld(date: string, now: number): boolean {
  const limit = new Date(now);
  limit.setUTCMonth(limit.getUTCMonth() - 6);
  return Date.parse(date) < limit.getTime();
}
