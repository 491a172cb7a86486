import { defineConfig } from 'playwright/test';
import type { Options } from './test/support/earshot.ts';

/** One runner for everything. Unit tests need no browser; the others run in both, each test or file with a fresh profile. */
export default defineConfig<Options>({
  testDir: 'test',
  testMatch: '**/*.spec.ts',
  // On two cores: a browser test mostly waits, so that two at a time leave half of the machine idle.
  workers: 3,
  fullyParallel: false,
  timeout: 90_000,
  forbidOnly: Boolean(process.env['CI']),
  // Three browsers at a time on a busy machine: a second try is counted and named as flaky, never silent.
  retries: process.env['CI'] ? 1 : 0,
  reporter: [['list']],
  projects: [
    { name: 'unit', testDir: 'test/unit' },
    { name: 'support', testDir: 'test/support' },
    {
      name: 'chromium',
      testMatch: ['browser/**/*.spec.ts', 'sdk/**/*.spec.ts'],
      use: { browserUnderTest: 'chromium' },
    },
    { name: 'firefox', testMatch: ['browser/**/*.spec.ts', 'sdk/**/*.spec.ts'], use: { browserUnderTest: 'firefox' } },
  ],
});
