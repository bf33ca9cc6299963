// What the benchmarks of the pages share: where their files go, and what they run.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { cpus, homedir, release, totalmem } from 'node:os';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');
export const target = resolve(root, process.env.CARGO_TARGET_DIR || 'target');
export const tools = process.env.PASSDESK_TOOLS || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'passdesk');

const now = new Date();
/** What every section says of itself. */
export const about = (id, title) => ({
  id,
  title,
  date: now.toISOString().slice(0, 10),
  machine: `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Linux ${release().split('-')[0]}`,
  command: `make bench BENCH=${id}`,
});

/** Writes a section's figures and its raw rows, the first of which are the names of the columns. */
export function write(section, rows) {
  for (const folder of ['figures', 'rows']) mkdirSync(join(target, 'bench', folder), { recursive: true });
  writeFileSync(join(target, 'bench/figures', `${section.id}.json`), `${JSON.stringify(section, null, 1)}\n`);
  const cell = (value) => (/[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
  writeFileSync(join(target, 'bench/rows', `${section.id}.csv`), rows.map((row) => `${row.map(cell).join(',')}\n`).join(''));
}

/** The folder of an npm package, which is installed with what it needs into the tools' cache when it is not there yet. */
export function installed(name, version) {
  const folder = join(tools, `${plain(name)}-${version}`);
  const place = join(folder, 'node_modules', name);
  if (!existsSync(join(place, 'package.json'))) {
    console.log(`passdesk bench: installing ${name} ${version} from npm (about 30 s)`);
    mkdirSync(folder, { recursive: true });
    run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts', `${name}@${version}`], { stdio: 'ignore' });
  }
  return place;
}

/** The folder of an npm package alone, unpacked into the tools' cache. */
export function unpacked(name, version) {
  const folder = join(tools, `${plain(name)}-${version}`);
  if (!existsSync(join(folder, 'package/package.json'))) {
    console.log(`passdesk bench: unpacking ${name} ${version} from npm`);
    mkdirSync(folder, { recursive: true });
    run('npm', ['pack', '--silent', '--pack-destination', folder, `${name}@${version}`], { stdio: 'ignore' });
    run('tar', ['-xzf', join(folder, `${plain(name)}-${version}.tgz`), '-C', folder]);
  }
  return join(folder, 'package');
}

/** As npm names its archives. */
const plain = (name) => name.replace('@', '').replace('/', '-');

/** Runs a program to its end, and fails as it does. */
export function run(program, args, options = {}) {
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: 'inherit', ...options });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? `it ended with ${status}`}`);
}

/** The middle of some numbers. */
export function median(numbers) {
  const sorted = [...numbers].sort((one, other) => one - other);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}

/** The interval in which the median lies, 95 %, by drawing again a thousand times; the same draws each time. */
export function interval(numbers) {
  let seed = 20_261_122;
  const draw = () => (seed = (seed * 48_271) % 2_147_483_647) % numbers.length;
  const medians = Array.from({ length: 1_000 }, () => median(numbers.map(() => numbers[draw()]))).sort((one, other) => one - other);
  return [medians[25], medians[974]];
}
