import { defineConfig } from 'playwright/test';

/** One runner for everything: unit tests need no browser, the others start their own (see test/support). */
export default defineConfig({
  testDir: 'test',
  testMatch: '**/*.spec.ts',
  // Two browsers at a time on two cores; each test starts with a profile of its own.
  workers: 2,
  fullyParallel: false,
  timeout: 90_000,
  forbidOnly: Boolean(process.env['CI']),
  reporter: [['list']],
});
