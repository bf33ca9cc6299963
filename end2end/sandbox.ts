import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Addresses, addressesOf } from './addresses';

const root = resolve(__dirname, '..');

/** A sandbox that runs, and how to end it. */
export interface RunningSandbox extends Addresses {
  /** What it wrote: a folder with its data, and a file with everything it said. */
  folder: string;
  data: string;
  log: string;
  pid: number;
  /** Resolves with how it ended, once it has. */
  gone: Promise<string>;
  stop(): Promise<void>;
}

/** How a sandbox is started, where that matters. */
interface Start {
  /** A second sandbox of the same worker. */
  place?: number;
  env?: Record<string, string>;
}

/**
 * Starts `passdesk sandbox` with an empty data folder for one worker. Workers share nothing, so that a scripted fault or a
 * reset in one test cannot meet another test.
 */
export async function startSandbox(worker: number, { place = 0, env = {} }: Start = {}): Promise<RunningSandbox> {
  const addresses = addressesOf(worker, place);
  const program = resolve(root, process.env.PASSDESK_BIN || 'target/debug/passdesk');
  if (!existsSync(program)) throw new Error(`there is no ${program}; build it first, or set PASSDESK_BIN`);
  if (await answers(addresses)) throw new Error(`something already listens on ${addresses.listen}; stop it, or set PASSDESK_E2E_PORT`);

  const folder = mkdtempSync(join(tmpdir(), 'passdesk-e2e-'));
  const log = join(folder, 'sandbox.log');
  const output = openSync(log, 'w');
  const data = join(folder, 'data');
  // Core dumps are allowed, so that it is the program itself that writes none.
  const sandbox = spawn('/bin/sh', ['-c', 'ulimit -c unlimited 2>/dev/null; exec "$0" "$@"', program, 'sandbox', '--fresh'], {
    cwd: root,
    stdio: ['ignore', output, output],
    env: {
      ...process.env,
      PASSDESK_LISTEN: addresses.listen,
      PASSDESK_DATA_DIR: data,
      // Tests do in minutes what a desk does in days; signals.spec.ts has them on.
      PASSDESK_VELOCITY_STAFF_IN_10_MINUTES: 'off',
      PASSDESK_VELOCITY_STAFF_IN_24_HOURS: 'off',
      PASSDESK_VELOCITY_USER_IN_24_HOURS: 'off',
      PASSDESK_SITE_DIR: process.env.PASSDESK_SITE_DIR || join(root, 'target/site'),
      ...env,
    },
  });
  // Listened for from the start: a program that ends at once, or that cannot be started, would be missed later.
  let ended: string | undefined;
  const gone = new Promise<string>((done) => {
    sandbox.on('error', (error) => done((ended = error.message)));
    sandbox.on('exit', (code, signal) => done((ended = `it ended with ${signal ?? code}`)));
  });

  const stop = async () => {
    if (ended === undefined) {
      sandbox.kill('SIGTERM');
      const impatience = setTimeout(() => sandbox.kill('SIGKILL'), 5_000);
      await gone;
      clearTimeout(impatience);
    }
    if (process.env.PASSDESK_E2E_KEEP) console.log(`  the sandbox's folder is kept: ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  };

  for (let tries = 0; tries < 300; tries += 1) {
    if (await answers(addresses)) return { ...addresses, folder, data, log, pid: sandbox.pid ?? 0, gone, stop };
    if (ended !== undefined) break;
    await new Promise((wait) => setTimeout(wait, 100));
  }
  const said = readFileSync(log, 'utf8').split('\n').slice(-25).join('\n');
  const why = ended ?? 'it did not answer within 30 s';
  await stop();
  throw new Error(`the sandbox did not start: ${why}\n${said}`);
}

async function answers({ console: address }: Addresses) {
  return fetch(`${address}/healthz`, { signal: AbortSignal.timeout(1_000) }).then(
    (answer) => answer.ok,
    () => false,
  );
}
