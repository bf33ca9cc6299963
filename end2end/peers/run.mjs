// The console, unchanged, against software that nobody here wrote: moto as Cognito and oidc-provider as the issuer.
// Starts moto, fills it, starts the issuer and `passdesk serve`, runs peers.spec.ts, and stops each by its process id.
//   node end2end/peers/run.mjs [--no-console]     (--no-console: only shows that the two peers work)
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../..');
const region = 'eu-central-1';
// The console names every PASSDESK_ variable that it does not know as a fault; those of the test scripts are not its own.
const ownEnvironment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PASSDESK_')));
const cache = process.env.PASSDESK_TOOLS || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'passdesk');
const python = process.env.PASSDESK_PYTHON || join(cache, 'moto-5.2.5/bin/python');
const program = resolve(root, process.env.PASSDESK_BIN || 'target/debug/passdesk');
const withConsole = !process.argv.includes('--no-console');

const folder = mkdtempSync(join(tmpdir(), 'passdesk-peers-'));
const running = [];

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** Starts a program whose words go to a file of its own, and waits until `url` answers. */
async function start(name, command, args, url, env = {}) {
  const log = join(folder, `${name}.log`);
  const file = createWriteStream(log);
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...ownEnvironment, ...env } });
  child.stdout.pipe(file);
  child.stderr.pipe(file);
  const process_ = { name, child, log, ended: undefined };
  process_.gone = new Promise((done) => {
    child.on('error', (error) => done((process_.ended = error.message)));
    child.on('exit', (code, signal) => done((process_.ended = `ended with ${signal ?? code}`)));
  });
  running.push(process_);
  for (let tries = 0; tries < 300 && process_.ended === undefined; tries += 1) {
    const up = await fetch(url, { signal: AbortSignal.timeout(1000) }).then((answer) => answer.ok, () => false);
    if (up) {
      console.log(`  ${name} answers on ${new URL(url).origin}`);
      return;
    }
    await new Promise((wait) => setTimeout(wait, 100));
  }
  throw new Error(`${name} did not start: ${process_.ended ?? 'no answer within 30 s'}`);
}

async function stopAll() {
  for (const { child, gone, ended } of running.reverse()) {
    if (ended !== undefined || child.pid === undefined) continue;
    child.kill('SIGTERM');
    const impatience = setTimeout(() => child.kill('SIGKILL'), 5000);
    await gone;
    clearTimeout(impatience);
  }
}

function configuration({ consoleAddress, listen, issuer, secretFile, pool, moto }) {
  return `public_url = "${consoleAddress}"
listen = "${listen}"
database_url = "sqlite://${join(folder, 'passdesk.sqlite')}"

[[pools]]
id = "${pool}"
name = "People"
region = "${region}"
endpoint_url = "${moto}"
# Whatever has an effect goes through moto's STS first.
role_arn = "arn:aws:iam::123456789012:role/passdesk-people"
sts_endpoint_url = "${moto}"

[oidc]
issuer = "${issuer}"
client_id = "passdesk"
client_secret_file = "${secretFile}"
roles_claim = "groups"

[velocity]
staff_in_10_minutes = "off"
user_in_24_hours = "off"

[roles]
"passdesk-helpdesk" = "helpdesk"
"passdesk-supervisor" = "supervisor"
"passdesk-auditor" = "auditor"
"passdesk-admin" = "admin"
`;
}

async function main() {
  if (withConsole && !existsSync(program)) throw new Error(`there is no ${program}; build it first, or set PASSDESK_BIN`);
  const moto = `http://127.0.0.1:${await freePort()}`;
  const issuer = `http://127.0.0.1:${await freePort()}`;
  const listen = `127.0.0.1:${await freePort()}`;
  const consoleAddress = `http://${listen}`;
  const secret = randomBytes(24).toString('hex');
  const secretFile = join(folder, 'client-secret');
  writeFileSync(secretFile, secret, { mode: 0o600 });

  await start('moto', join(dirname(python), 'moto_server'), ['-H', '127.0.0.1', '-p', new URL(moto).port], `${moto}/moto-api/data.json`);
  const { stdout } = await promisify(execFile)(python, [join(here, 'pool.py'), moto, region]);
  const seeded = JSON.parse(stdout);
  console.log(`  moto has the pool ${seeded.pool} with ${seeded.users.length} users`);
  await start('oidc-provider', process.execPath, [join(here, 'issuer.mjs')], `${issuer}/.well-known/openid-configuration`, {
    ISSUER_PORT: new URL(issuer).port,
    CONSOLE: consoleAddress,
    CLIENT_SECRET: secret,
  });
  if (!withConsole) return 0;

  const config = join(folder, 'passdesk.toml');
  writeFileSync(config, configuration({ consoleAddress, listen, issuer, secretFile, pool: seeded.pool, moto }));
  await start('passdesk', program, ['serve', '--config', config], `${consoleAddress}/healthz`, {
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
    PASSDESK_DATA_DIR: join(folder, 'data'),
    PASSDESK_SITE_DIR: process.env.PASSDESK_SITE_DIR || join(root, 'target/site'),
  });

  const playwright = spawn(
    process.execPath,
    [join(root, 'node_modules/@playwright/test/cli.js'), 'test', '--config', join(here, 'playwright.config.ts')],
    { cwd: root, stdio: 'inherit', env: { ...process.env, PEERS_CONSOLE: consoleAddress, PEERS_MOTO: moto, PEERS_ISSUER: issuer, PEERS_POOL: seeded.pool, PEERS_CLIENT: seeded.client } },
  );
  return new Promise((done) => playwright.on('exit', (code) => done(code ?? 1)));
}

// A cancelled run leaves nothing behind.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, async () => {
    await stopAll();
    rmSync(folder, { recursive: true, force: true });
    process.exit(1);
  });
}

let code = 1;
try {
  code = await main();
} catch (error) {
  console.error(`peers: ${error.message}`);
}
await stopAll();
if (code !== 0) {
  for (const { name, log } of running) console.error(`--- ${name}\n${readFileSync(log, 'utf8').split('\n').slice(-15).join('\n')}`);
}
rmSync(folder, { recursive: true, force: true });
process.exit(code);
