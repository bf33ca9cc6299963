import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A word that must not be found, in every form that a program might write it in. */
export class Canary {
  private readonly forms: Map<string, Buffer>;

  /** `spoken`: how it is read out, piece by piece. */
  constructor(
    readonly name: string,
    readonly word: string,
    spoken: string[] = [],
  ) {
    const form = new URLSearchParams({ x: word }).toString().slice(2);
    const texts: [string, string][] = [
      ['plain', word],
      ['backwards', [...word].reverse().join('')],
      ['in an address', encodeURIComponent(word)],
      ['in a form', form],
      ['in an address, twice', encodeURIComponent(form)],
      ['in JSON', JSON.stringify(word).slice(1, -1)],
      ['in JSON in JSON', JSON.stringify(JSON.stringify(word)).slice(3, -3)],
      ['in Debug of Rust', word.replaceAll('\\', '\\\\').replaceAll('"', '\\"')],
      ['in HTML', escaped(word)],
      ['in an attribute', attribute(word)],
      ['in HTML by numbers', attribute(word).replaceAll('&quot;', '&#34;').replaceAll('&#x27;', '&#39;')],
      ['as bytes in decimals', [...Buffer.from(word)].join(', ')],
      ['as bytes in hexadecimals', Buffer.from(word).toString('hex')],
      ['as bytes in capital hexadecimals', Buffer.from(word).toString('hex').toUpperCase()],
      // Where in a longer text it begins decides how base64 writes it.
      ...[0, 1, 2].flatMap((shift): [string, string][] => {
        const plain = inBase64(word, shift);
        return [[`in base64 at ${shift}`, plain], [`in base64url at ${shift}`, plain.replaceAll('+', '-').replaceAll('/', '_')]];
      }),
    ];
    this.forms = new Map(texts.map(([name, text]) => [name, Buffer.from(text)]));
    this.forms.set('in UTF-16', Buffer.from(word, 'utf16le'));
    // A part of what is said gives most of it away.
    const part = spoken.slice(0, 8);
    if (part.length > 0) for (const glue of [' ', ', ', '\n', '","', '", "', '</li><li>']) this.forms.set(`spoken, with “${glue}”`, Buffer.from(part.join(glue)));
  }

  /** In which forms it stands there. */
  within(where: Buffer | string): string[] {
    const bytes = typeof where === 'string' ? Buffer.from(where) : where;
    return [...this.forms].filter(([, form]) => bytes.includes(form)).map(([name]) => name);
  }
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const attribute = (text: string) => escaped(text).replaceAll('"', '&quot;').replaceAll("'", '&#x27;');

/** What stays of a word in base64 whatever stands before and after it. */
function inBase64(word: string, shift: number): string {
  const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(word)]);
  const text = bytes.toString('base64').replace(/=+$/, '');
  const first = [0, 2, 3][shift] ?? 0;
  const last = [0, 1, 1][bytes.length % 3] ?? 0;
  return text.slice(first, last ? -last : undefined);
}

/** Everything in a folder, by path. */
export function filesIn(folder: string): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(path, readFileSync(path));
  }
  return files;
}

/** Where which of them stand, in words for a report; empty is what one wants. */
export function findings(canaries: Canary[], places: Iterable<[string, Buffer | string]>): string[] {
  return [...places].flatMap(([place, content]) => canaries.flatMap((canary) => canary.within(content).map((form) => `${canary.name} (${form}) in ${place}`)));
}
