// Finishes a built site: writes version.txt, a short hash over every file's name and content, and for a
// release makes the scripts small and writes the .br and .gz siblings that the server sends to browsers which accept them.
//   node scripts/pack-site.mjs SITE_DIR release|quick
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { minify } from 'terser';

const [site, kind] = process.argv.slice(2);
const packed = /\.(br|gz)$/;
const compressible = /\.(css|html|ico|js|json|map|svg|txt|wasm|webmanifest|xml)$/;

const files = readdirSync(site, { recursive: true })
  .map((name) => join(site, name))
  .filter((path) => statSync(path).isFile() && relative(site, path) !== 'version.txt');

for (const path of files.filter((path) => packed.test(path))) rmSync(path);

if (kind === 'release') {
  // Comments and long names are for whoever reads the sources: a third of what the scripts would weigh.
  for (const path of files.filter((path) => path.endsWith('.js'))) {
    const source = readFileSync(path, 'utf8');
    const isModule = /^(import|export) /m.test(source) || /^(const .* = )?await /m.test(source);
    const { code } = await minify(source, { module: isModule, ecma: 2022, compress: { passes: 2 } });
    writeFileSync(path, code);
  }
}

const hash = createHash('sha256');
for (const path of files.filter((path) => !packed.test(path)).sort()) {
  const content = readFileSync(path);
  hash.update(`${relative(site, path).split(sep).join('/')}\0${content.length}\0`).update(content);
  if (kind !== 'release' || !compressible.test(path)) continue;
  const brotli = brotliCompressSync(content, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
  });
  const gzip = gzipSync(content, { level: 9 });
  if (brotli.length < content.length) writeFileSync(`${path}.br`, brotli);
  if (gzip.length < content.length) writeFileSync(`${path}.gz`, gzip);
  if (/\.(wasm|js|css)$/.test(path)) {
    console.log(`  ${relative(site, path)}: ${content.length} bytes, ${brotli.length} with brotli`);
  }
}
writeFileSync(join(site, 'version.txt'), hash.digest('hex').slice(0, 12));
