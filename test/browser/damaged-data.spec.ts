import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { launchCopy } from '../support/browser.ts';
import { test as base, findingsOf, reportUntil } from '../support/earshot.ts';
import { copyExtension } from '../support/extension-copy.ts';
import { rooms } from '../support/rooms.ts';

const test = base.extend({
  launch: async ({ browserUnderTest }, use) => {
    await use(async (net) => {
      const folder = await copyExtension(browserUnderTest, 'damaged');
      for (const file of ['data/catalogue.json', 'data/networks/index.json']) {
        const bytes = await readFile(join(folder, file));
        await writeFile(join(folder, file), bytes.subarray(0, bytes.length / 2));
      }
      return launchCopy(browserUnderTest, net, folder);
    });
  },
});

test('with half a catalogue and half an index the visit is still there, and the report says what is damaged', async ({
  earshot,
}) => {
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
});
