import type { SiteReport } from '../extension/model/report.ts';
import { Header } from '../extension/ui/report/header.tsx';
import { Report } from '../extension/ui/report/report.tsx';
import type { ReportConnection } from '../extension/ui/report-connection.ts';
import { Footer } from './footer.tsx';

export function ReportOfTab({ report, connection }: { report: SiteReport; connection: ReportConnection }) {
  return (
    <>
      <Header report={report} />
      <Report
        report={report}
        after={(goToDestinations) => (
          <Footer report={report} connection={connection} onDestinations={goToDestinations} />
        )}
      />
    </>
  );
}
