import { defineConfig, devices } from '@playwright/test';
import { chromium } from './chromium';

const desktop = { ...devices['Desktop Chrome'], viewport: { width: 1280, height: 900 } };

/** Every test runs twice, with scripts and as plain HTML; each worker has a sandbox of its own. */
export default defineConfig({
  testDir: './tests',
  outputDir: './test-results',
  fullyParallel: true,
  workers: 2,
  forbidOnly: !!process.env.CI,
  retries: 0,
  // For a machine that does something else as well: alone, the slowest test takes 12 s and all of them a quarter of an hour.
  timeout: 60_000,
  globalTimeout: 40 * 60_000,
  expect: { timeout: 7_500 },
  reporter: [['list'], ['./counts-reporter.ts']],
  use: {
    launchOptions: chromium,
    locale: 'en-GB',
    timezoneId: 'UTC',
    trace: process.env.PASSDESK_E2E_TRACE ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'scripts-on', use: { ...desktop } },
    { name: 'scripts-off', use: { ...desktop, javaScriptEnabled: false } },
  ],
});
