import { defineConfig, devices } from '@playwright/test';
import { chromium } from '../chromium';

/** Run by run.mjs, which has started everything that the tests need. */
export default defineConfig({
  testDir: '.',
  outputDir: '../test-results/peers',
  workers: 1,
  forbidOnly: !!process.env.CI,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['../counts-reporter.ts']],
  use: {
    ...devices['Desktop Chrome'],
    baseURL: process.env.PEERS_CONSOLE,
    launchOptions: chromium,
    locale: 'en-GB',
    trace: 'retain-on-failure',
  },
});
