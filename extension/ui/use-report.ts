import { useEffect, useState } from 'preact/hooks';
import type { Reception, ReportConnection } from './report-connection.ts';

/** What the background last said, renewed at every change. */
export function useReport(connection: ReportConnection): Reception {
  const [reception, setReception] = useState(connection.reception);
  useEffect(() => {
    setReception(connection.reception);
    return connection.listen(setReception);
  }, [connection]);
  return reception;
}
