import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

const program = 'import sqlite3, sys\nc = sqlite3.connect(sys.argv[1], isolation_level=None)\nc.execute("BEGIN EXCLUSIVE")\nprint("locked", flush=True)\nsys.stdin.read()';
const known = process.env.PASSDESK_PYTHON ?? '';

/** Keeps a SQLite database from being written until the answer is called: as a backup that hangs would. */
export async function lockDatabase(file: string): Promise<() => Promise<void>> {
  const holder = spawn(existsSync(known) ? known : 'python3', ['-c', program, file], { stdio: ['pipe', 'pipe', 'inherit'] });
  const gone = new Promise<void>((done) => holder.on('exit', () => done()));
  await new Promise<void>((done, fail) => {
    holder.stdout.once('data', () => done());
    holder.once('error', fail);
    holder.once('exit', (code) => fail(new Error(`the database was not locked: ${code}`)));
  });
  return async () => {
    holder.stdin.end();
    await gone;
  };
}
