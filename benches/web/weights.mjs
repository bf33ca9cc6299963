// P1 and P2: what the first visit of each page weighs, beside Keycloak's admin console and account console.
//   node benches/web/weights.mjs
// Needs a built console (scripts/build.sh site release, and a server). The pages are weighed by the browser test that holds them to their
// budgets, end2end/tests/weights.spec.ts: document, style sheet, scripts and WebAssembly as Chromium loads them, with brotli.
// Of Keycloak's published npm packages is counted what their entry loads at first: the entry, all that it imports without being asked for
// later, and the style sheet, each with brotli at its best. What they take from elsewhere (React, its router, translations, the document
// itself) is in neither package and is not counted, so that theirs are lower bounds.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { about, root, run, target, unpacked, write } from './figures.mjs';

const KEYCLOAK = '26.7.4';
const peers = { P1: '@keycloak/keycloak-admin-ui', P2: '@keycloak/keycloak-account-ui' };
/** Pages that are read, not typed on. */
const LIGHT = ['sign-in', 'result', 'result, with a password', 'audit', 'record'];

/** Bytes with brotli, at the quality that our own build uses. */
const packed = (content) => brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }).length;

/** What a package's entry loads at first. */
function firstLoad(name) {
  const lib = join(unpacked(name, KEYCLOAK), 'lib');
  const manifest = JSON.parse(readFileSync(join(lib, '.vite/manifest.json'), 'utf8'));
  const files = new Set();
  const take = (key) => {
    const part = manifest[key];
    if (!part || files.has(part.file)) return;
    files.add(part.file);
    for (const css of part.css ?? []) files.add(css);
    for (const imported of part.imports ?? []) take(imported);
  };
  for (const [key, part] of Object.entries(manifest)) if (part.isEntry || part.file.endsWith('.css')) take(key);
  return [...files].map((file) => ({ file, bytes: packed(readFileSync(join(lib, file))) }));
}

const file = join(target, 'bench-weights.json');
rmSync(file, { force: true });
run('node_modules/.bin/playwright', ['test', '--config', 'end2end/playwright.config.ts', '--project=scripts-on', 'weights.spec.ts'], {
  cwd: root,
  env: { ...process.env, PASSDESK_WEIGHTS: file, PASSDESK_BIN: process.env.PASSDESK_BIN || join(target, 'release/passdesk') },
});
const pages = JSON.parse(readFileSync(file, 'utf8'));

const kilo = (bytes) => Math.round(bytes / 100) / 10;
const figure = (page, bound, peer) => ({ name: `${page.name}, first visit`, value: kilo(page.total), low: null, high: null, unit: 'kB', target: `≤ ${bound} kB`, met: page.total <= bound * 1000, peer });
const keycloak = Object.fromEntries(Object.entries(peers).map(([id, name]) => [id, firstLoad(name)]));
const total = (parts) => parts.reduce((sum, { bytes }) => sum + bytes, 0);
const beside = (id, page) => `${peers[id]} ${KEYCLOAK}: ${kilo(total(keycloak[id]))} kB, ${Math.round((10 * total(keycloak[id])) / page.total) / 10} times as much`;
const noise = 'bytes do not vary';
const columns = ['what', 'total', 'html', 'css', 'js', 'wasm', 'other'];
const ours = pages.map((page) => columns.map((column) => (column === 'what' ? page.name : page[column])));
const theirs = (id) => keycloak[id].map((part) => [`${peers[id]} ${part.file}`, part.bytes]);

const heaviest = pages.reduce((one, other) => (one.total > other.total ? one : other));
write(
  {
    ...about('P1', 'What the first visit of a page weighs'),
    noise,
    limits: 'the framework under the one island: three quarters of the heaviest page',
    figures: [
      { ...figure(heaviest, 100, beside('P1', heaviest)), name: `the heaviest page (${heaviest.name}), first visit` },
      ...pages.filter((page) => page !== heaviest && !LIGHT.includes(page.name)).map((page) => figure(page, 100, '')),
    ],
  },
  [columns, ...ours, ...theirs('P1')],
);
write(
  {
    ...about('P2', 'What the first visit of a page for reading weighs'),
    noise,
    limits: 'the style sheet of all pages: half of each',
    figures: [
      ...pages.filter(({ name }) => LIGHT.includes(name)).map((page) => figure(page, 15, beside('P2', page))),
      { name: 'WebAssembly on these pages', value: kilo(pages.filter(({ name }) => LIGHT.includes(name)).reduce((sum, { wasm }) => sum + wasm, 0)), low: null, high: null, unit: 'kB', target: '0 kB', met: pages.every(({ name, wasm }) => !LIGHT.includes(name) || wasm === 0), peer: '' },
    ],
  },
  [columns, ...ours, ...theirs('P2')],
);
for (const page of pages) console.log(`${String(kilo(page.total)).padStart(7)} kB  ${page.name.padEnd(24)} html ${kilo(page.html)}  css ${kilo(page.css)}  js ${kilo(page.js)}  wasm ${kilo(page.wasm)}  other ${kilo(page.other)}`);
for (const [id, name] of Object.entries(peers)) console.log(`${String(kilo(total(keycloak[id]))).padStart(7)} kB  ${name} ${KEYCLOAK}`);
