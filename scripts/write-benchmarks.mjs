// Puts the figures that the benchmarks left into docs/benchmarks.md, between its two marks, and their raw rows beside it.
// Figures of a section that was not run again stay as they stand in docs/benchmarks, with their own date.
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const target = process.env.PASSDESK_TARGET ?? process.env.CARGO_TARGET_DIR ?? 'target';
const page = 'docs/benchmarks.md';
const rowsTo = 'docs/benchmarks';
// Rows of every single request are kept where they were written.
const mostBytes = 200_000;
const [begin, end] = ['<!-- figures -->', '<!-- /figures -->'];

const number = (value) => {
  const size = Math.abs(value);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : 3;
  return value.toLocaleString('en-GB', { minimumFractionDigits: 0, maximumFractionDigits: digits });
};
const unit = (unit) => (unit === '' ? '' : unit === '×' || unit === '/s' ? unit : ` ${unit}`);
const cell = (text) => String(text ?? '').replaceAll('|', '\\|').replaceAll('\n', ' ');

/** A figure's value, with its interval where it is a sample. */
export function shown(figure) {
  if (figure.value === null || figure.value === undefined) return 'not measured';
  const value = `${number(figure.value)}${unit(figure.unit)}`;
  if (figure.low === null || figure.low === undefined) return value;
  return `${value} (${number(figure.low)} to ${number(figure.high)})`;
}

// A target within the interval is neither met nor missed.
const verdict = ({ met, target }) => (met === true ? 'met' : met === false ? '**missed**' : target ? 'open' : '');

/** The sections as one table, and how each was measured. */
export function table(sections) {
  const lines = ['| | figure | value | target | | peer |', '|---|---|---|---|---|---|'];
  for (const { id, figures } of sections) {
    for (const figure of figures) lines.push(`| ${[id, figure.name, shown(figure), figure.target, verdict(figure), figure.peer].map(cell).join(' | ')} |`);
  }
  lines.push('');
  for (const { id, title, date, machine, command, noise, limits, hasRows } of sections) {
    const rows = hasRows === false ? `Rows: \`target/bench/rows/${id}.csv\`` : `[Rows](benchmarks/${id}.csv)`;
    lines.push(`- **${id}**, ${title}: \`${command}\`, ${date}, ${machine}; ${noise}. Limited by: ${limits}. ${rows}.`);
  }
  return lines.join('\n');
}

/** Sections in the order of their numbers, those without one behind. */
export function inOrder(sections) {
  const place = ({ id }) => (/^P\d+/.test(id) ? Number(id.slice(1).match(/^\d+/)[0]) : 1000);
  return sections.toSorted((one, other) => place(one) - place(other) || one.id.localeCompare(other.id));
}

/** The page with these figures between its marks. */
export function placed(text, figures) {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${page} has no ${begin} … ${end}`);
  return `${text.slice(0, from + begin.length)}\n${figures}\n${text.slice(to)}`;
}

function main() {
  const folder = join(target, 'bench', 'figures');
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.json')) : [];
  if (files.length === 0) throw new Error(`no figures in ${folder}: make bench`);
  mkdirSync(rowsTo, { recursive: true });
  for (const file of files) {
    const rows = file.replace(/json$/, 'csv');
    const [from, to] = [join(target, 'bench', 'rows', rows), join(rowsTo, rows)];
    copyFileSync(join(folder, file), join(rowsTo, file));
    if (existsSync(from) && statSync(from).size <= mostBytes) copyFileSync(from, to);
    else rmSync(to, { force: true });
  }
  const kept = readdirSync(rowsTo).filter((file) => file.endsWith('.json'));
  const sections = inOrder(kept.map((file) => JSON.parse(readFileSync(join(rowsTo, file), 'utf8'))));
  for (const section of sections) section.hasRows = existsSync(join(rowsTo, `${section.id}.csv`));
  writeFileSync(page, placed(readFileSync(page, 'utf8'), table(sections)));
  console.log(`${page}: ${sections.map(({ id }) => id).join(', ')}`);
}

if (import.meta.filename === process.argv[1]) main();
