/**
 * A profile with a history as large as wanted, to look at pages with and to measure:
 *
 *     tsx tools/seed-history.ts --profile FOLDER [--findings 1000000] [--visits 10000] [--sites 300] [--days 80] [--open]
 *
 * Wants a build. The visits are made up and the same each time; with `--open` the browser stays, to be looked at.
 */
import { parseArgs } from 'node:util';
import { launchChromium } from '../test/support/chromium.ts';
import { startInternet } from '../test/support/internet.ts';
import { type Seeded, seedHistory } from '../test/support/seed-history.ts';
import { withInside } from '../test/support/with-inside.ts';

const { values } = parseArgs({
  options: {
    profile: { type: 'string' },
    findings: { type: 'string', default: '1000000' },
    visits: { type: 'string', default: '10000' },
    sites: { type: 'string', default: '300' },
    days: { type: 'string', default: '80' },
    open: { type: 'boolean', default: false },
  },
});
if (values.profile === undefined) throw new Error('Say where: --profile FOLDER');
const wanted: Seeded = {
  findings: Number(values.findings),
  visits: Number(values.visits),
  sites: Number(values.sites),
  days: Number(values.days),
};
const net = await startInternet();
const browser = await launchChromium({
  extension: await withInside('chromium'),
  net,
  profile: values.profile,
  headed: values.open,
});
await seedHistory(browser, wanted, console.error);
if (values.open) await new Promise((resolve) => browser.context.once('close', resolve));
else await browser.close();
await net.close();
