import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { buildFor, launchBrowser } from '../support/browser.ts';
import { findingsOf, reportUntil, test } from '../support/earshot.ts';
import { rooms } from '../support/rooms.ts';

test('with half a catalogue and half an index the visit is still there, and the report says what is damaged', async ({
  net,
  browserUnderTest,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-damaged-'));
  cpSync(buildFor(browserUnderTest), folder, { recursive: true });
  for (const file of ['data/catalogue.json', 'data/networks/index.json']) {
    const bytes = readFileSync(join(folder, file));
    writeFileSync(join(folder, file), bytes.subarray(0, bytes.length / 2));
  }
  const earshot = await launchBrowser(browserUnderTest, net, { extension: folder });
  try {
    const page = await earshot.open(`${rooms.clean}?auto`);
    const report = await reportUntil(earshot, page, (it) =>
      it.destinations.some(({ host }) => host.includes('agoralab')),
    );
    expect(report.data.problems.map(({ key }) => key).sort()).toEqual(['problemCatalogue', 'problemNetworkData']);
    expect(report.data).toMatchObject({ catalogue: null, networks: null });
    // No facts: the operator is unknown, and nothing is made up about it.
    const ping = report.destinations.find(({ host }) => host === 'qos-america.agoralab.co');
    expect(ping).toMatchObject({ operator: null, service: null, exposures: [] });
    expect(findingsOf(report)).toEqual([]);
  } finally {
    await earshot.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
