// P3: Lighthouse on the pages that people wait for: sign-in, search, user, audit.
//   node benches/web/lighthouse.mjs     RUNS=5 of each; LONG=1: fifteen
// Needs a console in release (scripts/build.sh all release) and a Chromium (PASSDESK_CHROMIUM, or the one that set-up found). Lighthouse comes from
// npm, in the tools' cache. It throttles as it does for mobile telephones, by simulation: 150 ms from end to end and back, 1.6 Mbit/s, a
// processor four times slower than this machine's. People sign in through the sandbox's own OpenID pages, as in the browser tests.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { chromium } from '@playwright/test';
import { about, installed, interval, median, root, target, write } from './figures.mjs';

// The newest that runs on Node 20.
const LIGHTHOUSE = '12.8.2';
const RUNS = Number(process.env.RUNS || (process.env.LONG ? 15 : 5));
const PORT = Number(process.env.PASSDESK_BENCH_PORT || 4590);
const console_ = `http://127.0.0.1:${PORT}`;
const debugging = PORT + 9;

const program = resolve(root, process.env.PASSDESK_BIN || join(target, 'release/passdesk'));
if (!existsSync(program)) throw new Error(`there is no ${program}: run scripts/build.sh all release`);
const browser = process.env.PASSDESK_CHROMIUM || '/usr/bin/chromium';
const folder = mkdtempSync(join(tmpdir(), 'passdesk-lighthouse-'));
const { PASSDESK_SITE_DIR: _, ...environment } = process.env;

const running = [];
const start = (command, args, env = environment) => running.push(spawn(command, args, { cwd: root, stdio: 'ignore', env }));
async function answers(address) {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await fetch(address).then((answer) => answer.ok, () => false)) return;
    await wait(100);
  }
  throw new Error(`${address} does not answer`);
}

const audits = { LCP: 'largest-contentful-paint', TBT: 'total-blocking-time', CLS: 'cumulative-layout-shift', FCP: 'first-contentful-paint' };
const categories = ['performance', 'accessibility', 'best-practices'];
const found = [];

/** How long fixed work takes, around each run: where that varies, something else is at work on the machine. */
const calibrated = [];
function calibrate() {
  const began = performance.now();
  let number = 1;
  for (let step = 0; step < 30_000_000; step += 1) number = (Math.imul(number, 48_271) + step) | 0;
  calibrated.push(performance.now() - began + (number === 0 ? 1 : 0));
}

async function look(lighthouse, name, address) {
  calibrate();
  let lhr;
  // Now and then Lighthouse loses the start of a trace, and asks to be run again.
  for (let tries = 0; tries < 3; tries += 1) {
    ({ lhr } = await lighthouse(console_ + address, { port: debugging, output: 'json', logLevel: 'error', onlyCategories: categories }));
    if (!lhr.runtimeError) break;
  }
  if (lhr.runtimeError) throw new Error(`${name}: ${lhr.runtimeError.message}`);
  calibrate();
  const row = { page: name };
  for (const category of categories) row[category] = Math.round(lhr.categories[category].score * 100);
  for (const [short, id] of Object.entries(audits)) row[short] = lhr.audits[id].numericValue;
  row.failed = categories.flatMap((category) =>
    lhr.categories[category].auditRefs
      .filter(({ id, weight }) => (weight > 0 || category === 'best-practices') && lhr.audits[id].score !== null && lhr.audits[id].score < 0.9)
      .map(({ id }) => id),
  );
  found.push(row);
  console.log(`${name.padEnd(8)} ${categories.map((category) => row[category]).join('/')}  LCP ${Math.round(row.LCP)} ms  TBT ${Math.round(row.TBT)} ms  CLS ${row.CLS.toFixed(3)}  ${row.failed.join(' ')}`);
}

async function signIn() {
  const connected = await chromium.connectOverCDP(`http://127.0.0.1:${debugging}`);
  const page = await connected.contexts()[0].newPage();
  await page.goto(`${console_}/sign-in`);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Hana Satō' }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  await page.goto(`${console_}/users?q=amara.okafor`);
  await page.getByRole('heading', { level: 1, name: 'Amara Okafor' }).waitFor();
  const { pathname } = new URL(page.url());
  await page.close();
  await connected.close();
  return pathname;
}

try {
  start(program, ['sandbox', '--fresh'], { ...environment, PASSDESK_LISTEN: `127.0.0.1:${PORT}`, PASSDESK_DATA_DIR: join(folder, 'data') });
  start(browser, [
    '--headless=new',
    `--remote-debugging-port=${debugging}`,
    `--user-data-dir=${join(folder, 'profile')}`,
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    'about:blank',
  ]);
  await answers(`${console_}/healthz`);
  await answers(`http://127.0.0.1:${debugging}/json/version`);
  const { default: lighthouse } = await import(join(installed('lighthouse', LIGHTHOUSE), 'core/index.js'));
  for (let run = 0; run < RUNS; run += 1) await look(lighthouse, 'sign-in', '/sign-in');
  const user = await signIn();
  for (let run = 0; run < RUNS; run += 1) {
    for (const [name, address] of [['search', '/users'], ['user', user], ['audit', '/audit']]) await look(lighthouse, name, address);
  }
} finally {
  for (const child of running) child.kill('SIGTERM');
  await wait(1_000);
  rmSync(folder, { recursive: true, force: true });
}

const figures = ['sign-in', 'search', 'user', 'audit'].flatMap((page) => {
  const rows = found.filter((row) => row.page === page);
  const of = (name, unit, target, digits, holds) => {
    const values = rows.map((row) => row[name]);
    const round = (value) => Number(value.toFixed(digits));
    const [low, high] = interval(values).map(round);
    const value = round(median(values));
    return { name: `${page}: ${name}`, value, low, high, unit, target, met: holds(value), peer: '' };
  };
  return [
    ...categories.map((category) => of(category, 'of 100', '100', 0, (value) => value === 100)),
    of('LCP', 'ms', '≤ 1000 ms', 0, (value) => value <= 1_000),
    of('TBT', 'ms', '≤ 30 ms', 0, (value) => value <= 30),
    of('CLS', '', '0', 3, (value) => value === 0),
  ];
});
const columns = ['page', ...categories, ...Object.keys(audits), 'failed'];
write(
  {
    ...about('P3', 'Lighthouse, as on a mobile telephone'),
    noise: `${RUNS} runs of each page; Lighthouse simulates the network, and takes the processor's time from this machine, on which fixed work took between ${Math.round(Math.min(...calibrated))} and ${Math.round(Math.max(...calibrated))} ms, ${Math.round(median(calibrated))} in the middle`,
    limits: 'two round trips of 150 ms each after the connection: the document, then the style sheet that it names',
    figures,
  },
  [columns, ...found.map((row) => columns.map((column) => (Array.isArray(row[column]) ? row[column].join(' ') : row[column])))],
);
