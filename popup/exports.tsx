import { useState } from 'preact/hooks';
import type { ExportAnswer, PopupAsk } from '../extension/model/popup-protocol.ts';
import { ExportError, type ReportConnection } from '../extension/ui/report-connection.ts';
import { text } from '../extension/ui/words.ts';

interface Props {
  connection: ReportConnection;
  visitId: string;
}

type ExportAsk = Extract<PopupAsk, { ask: 'export' }>;

export function Exports({ connection, visitId }: Props) {
  const [problem, setProblem] = useState<string | null>(null);

  async function exportAs(format: ExportAsk['format']): Promise<void> {
    setProblem(null);
    try {
      save(await connection.export({ ask: 'export', visitId, format }));
    } catch (error) {
      setProblem(error instanceof ExportError ? error.key : 'exportFailed');
    }
  }

  return (
    <>
      <button type="button" class="link" onClick={() => void exportAs('html')}>
        {text('footerExportReport')}
      </button>
      <button type="button" class="link" onClick={() => void exportAs('json')}>
        {text('footerExportVisit')}
      </button>
      {problem !== null && (
        <p class="problem" role="alert">
          {text(problem)}
        </p>
      )}
    </>
  );
}

function save({ name, type, text: content }: ExportAnswer): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // Firefox reads the blob after the click has returned.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
