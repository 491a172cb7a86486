import { useState } from 'preact/hooks';
import type { PopupAsk } from '../extension/model/popup-protocol.ts';
import { ExportError, type ReportConnection } from '../extension/ui/report-connection.ts';
import { text } from '../extension/ui/words.ts';

interface Props {
  connection: ReportConnection;
  /** Without a visit there is still the history. */
  visitId?: string;
}

export function Exports({ connection, visitId }: Props) {
  const [problem, setProblem] = useState<string | null>(null);

  async function exportAs(ask: Extract<PopupAsk, { ask: 'export' }>): Promise<void> {
    setProblem(null);
    try {
      const { name, text: content } = await connection.export(ask);
      save(name, content);
    } catch (error) {
      setProblem(error instanceof ExportError ? error.key : 'exportFailed');
    }
  }

  return (
    <>
      {visitId !== undefined && (
        <button type="button" class="link" onClick={() => void exportAs({ ask: 'export', scope: 'visit', visitId })}>
          {text('footerExportVisit')}
        </button>
      )}
      <button type="button" class="link" onClick={() => void exportAs({ ask: 'export', scope: 'history' })}>
        {text('footerExportHistory')}
      </button>
      {problem !== null && (
        <p class="problem" role="alert">
          {text(problem)}
        </p>
      )}
    </>
  );
}

function save(name: string, content: string): void {
  const url = URL.createObjectURL(new Blob([content], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // Firefox reads the blob after the click has returned.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
