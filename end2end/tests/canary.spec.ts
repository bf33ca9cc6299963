import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { Canary, filesIn, findings } from '../canaries';
import { Control, type Fault, type User } from '../control';
import { lockDatabase } from '../lock';
import { personas, type Persona } from '../people';
import { startSandbox } from '../sandbox';
import { type Exchange, startWiretap } from '../wiretap';
import { fillPassword, openPasswordForm, outcome, passwordField, radio, readPassword, setButton, shown } from './passwords';
import { expect, reference, signIn, test as base } from './support';

// A console of its own that says all it can, with a proxy between it and the browsers: passwords go through every path that we
// know, and are then looked for wherever something could have kept them. The reason is looked for as well, where it must be:
// a search that finds nothing proves nothing.
const reason = 'Heron "44" lost <&> found + again';

interface Scene {
  sandbox: Awaited<ReturnType<typeof startSandbox>>;
  control: Control;
  exchanges: Exchange[];
  user: User;
  as: (persona: Persona) => Promise<Page>;
}

const test = base.extend<{ scene: Scene }>({
  scene: async ({ browser }, use, info) => {
    const sandbox = await startSandbox(info.parallelIndex, { place: 1, env: { PASSDESK_LOG: 'trace', RUST_BACKTRACE: '1' } });
    const wiretap = await startWiretap();
    const control = new Control(sandbox);
    const as = async (persona: Persona) => {
      const page = await (await browser.newContext({ baseURL: sandbox.console, proxy: wiretap.proxy })).newPage();
      await signIn(page, persona);
      return page;
    };
    await use({ sandbox, control, exchanges: wiretap.exchanges, user: await control.someone(), as });
    wiretap.stop();
    await sandbox.stop();
  },
});

/** Hard to guess, and written differently in every notation. */
const typed = (name: string, number: number) => new Canary(name, `Qz"${'abcdefghijkl'[number]}${number}+Meadow/Lant%<${number * 7}&ern`);

const faults: [string, Fault][] = [
  ['refused by history', { operation: 'AdminSetUserPassword', kind: 'password_history_policy_violation', times: 1 }],
  ['refused by policy', { operation: 'AdminSetUserPassword', kind: 'invalid_password', times: 1 }],
  ['cut', { operation: 'AdminSetUserPassword', kind: 'cut_before' }],
  ['garbage', { operation: 'AdminSetUserPassword', kind: 'garbage', times: 1 }],
  ['access denied', { operation: 'AdminSetUserPassword', kind: 'access_denied' }],
  ['throttled', { operation: 'AdminSetUserPassword', kind: 'throttle' }],
  ['user not read', { operation: 'AdminGetUser', kind: 'access_denied' }],
];

test('no password is found anywhere but where it was typed or shown', async ({ scene, scripts }) => {
  test.setTimeout(240_000);
  const { sandbox, control, user, as } = scene;
  const database = `${sandbox.data}/passdesk.db`;
  const hana = await as('supervisor');
  const type = async (canary: Canary, why = reason) => {
    await openPasswordForm(hana, user, scripts);
    await fillPassword(hana, { lasts: 'permanent', password: canary.word, reason: why });
  };
  const send = () => setButton(hana, 'permanent').click();
  const references: string[] = [];
  const words: Canary[] = [];
  const next = (name: string) => {
    const canary = typed(name, words.length);
    words.push(canary);
    return canary;
  };

  await test.step('refused before Cognito', async () => {
    const short = new Canary('too short', 'hq"Z+w%1/<');
    for (const [canary, why] of [[short, reason], [next('no reason'), '']] as const) {
      await type(canary, why);
      await send();
      await expect(hana).toHaveTitle(/^Error: /);
      await expect(passwordField(hana)).toHaveValue('');
    }
    words.push(short);
  });

  for (const [name, fault] of faults) {
    await test.step(name, async () => {
      await type(next(name));
      await control.fault(fault);
      await send();
      await expect(hana).toHaveTitle(/^Error: /);
      await control.clearFaults();
      references.push((await hana.getByRole('main').innerText()).match(reference)?.[0] ?? '');
    });
  }

  await test.step('the trail is locked', async () => {
    await type(next('trail locked'));
    const unlock = await lockDatabase(database);
    await send();
    await expect(hana.getByText('The audit trail cannot be written, so nothing was done.').first()).toBeVisible({ timeout: 20_000 });
    references.push((await hana.getByRole('main').innerText()).match(reference)?.[0] ?? '');
    await unlock();
  });

  await test.step('the session ended before', async () => {
    await type(next('session ended'));
    const leila = await as('both');
    await leila.goto('/sessions');
    await leila.getByRole('button', { name: new RegExp(`^End the session of ${personas.supervisor}`) }).first().click();
    await expect(leila.getByRole('status')).toContainText('The session is ended.');
    await send();
    await expect(hana).toHaveURL(/\/sign-in\?/);
    await signIn(hana, 'supervisor');
    await expect(hana).toHaveURL(/\/again\//);
    await expect(hana.getByLabel('Reason')).toHaveValue(reason);
    await expect(passwordField(hana)).toHaveValue('');
  });

  const pasted: Canary[] = [];
  await test.step('in pasted documents', async () => {
    const inDocument = (name: string) => {
      const canary = typed(name, 100 + pasted.length);
      pasted.push(canary);
      return canary.word;
    };
    const paste = async (document: string, told: string) => {
      await hana.goto('/requests');
      await hana.getByRole('textbox', { name: 'Document' }).fill(document);
      await hana.getByRole('button', { name: 'Fill in the form' }).click();
      await expect(hana.getByText(told)).toBeVisible();
    };
    const { pool: UserPoolId, username: Username } = user;
    await paste(JSON.stringify({ UserPoolId, Username, Password: inDocument('filled in'), Permanent: true }), 'The password in the document was not kept.');
    await paste(`Username: 7\nPassword: |\n  ${inDocument('came back')}\n`, 'The password was taken out of your document.');
    await paste(`{"P\\u0061ssword": ${JSON.stringify(inDocument('broken off'))}`, 'Your document was not kept.');
  });

  const tomasz = await as('helpdesk');
  await test.step('typed without the right', async () => {
    await openPasswordForm(tomasz, user, scripts);
    await fillPassword(tomasz, { reason });
    await radio(tomasz, 'Typed').evaluate((input: HTMLInputElement, word) => {
      input.disabled = false;
      input.checked = true;
      input.insertAdjacentHTML('afterend', '<input name="password">');
      (input.nextElementSibling as HTMLInputElement).value = word;
    }, next('without the right').word);
    await setButton(tomasz, 'temporary').click();
    await expect(tomasz.getByText('Your role does not allow this.').first()).toBeVisible();
  });

  await test.step('accepted', async () => {
    const canary = next('accepted');
    await type(canary);
    if (scripts) await expect(hana.getByRole('listitem').filter({ hasText: /^Hard to guess, met$/ })).toBeVisible();
    await send();
    await expect(outcome(hana)).toContainText('has a new password.');
    expect(await control.signIn(user, canary.word)).toBe('signed in');
  });

  const made: Canary[] = [];
  for (const source of ['Generated', 'Generated words']) {
    await test.step(source, async () => {
      await openPasswordForm(tomasz, user, scripts);
      await fillPassword(tomasz, { reason });
      await radio(tomasz, source).check();
      await setButton(tomasz, 'temporary').click();
      const password = await readPassword(tomasz);
      await tomasz.waitForLoadState();
      const spoken = await tomasz.getByRole('group', { name: 'Temporary password' }).getByRole('listitem').allInnerTexts();
      made.push(new Canary(source, password, spoken));
      await tomasz.reload();
      await expect(shown(tomasz)).toHaveCount(0);
    });
  }

  await test.step('every page afterwards', () => readOn(scene, tomasz, hana));
  const all = [...words, ...made, ...pasted];
  await test.step('what the browsers keep', async () => {
    for (const page of [tomasz, hana]) await expectNothingKept(page, all);
  });
  expectOnTheWire(scene.exchanges, { words, made, pasted }, scripts);
  await test.step('what the console keeps, after it crashed', () => expectNothingWritten(sandbox, all, references));
});

/** Reads everything that could tell of it. */
async function readOn({ sandbox, user }: Scene, tomasz: Page, hana: Page) {
  const result = tomasz.url();
  for (const path of [`/users/${user.pool}/${user.sub}`, result, '/sessions', '/users']) await tomasz.goto(path);
  for (const path of [result, `/users/${user.pool}/${user.sub}?do=password`, '/audit?reads=on', `/audit?user=${user.username}`]) await hana.goto(path);
  const links = hana.getByRole('table', { name: 'Records, newest first' }).locator('a[href^="/audit/"]');
  const records = new Set(await links.evaluateAll((found) => found.map((link) => link.getAttribute('href') ?? '')));
  expect(records.size).toBeGreaterThan(5);
  for (const record of records) await hana.goto(record);
  for (const path of ['/readyz', '/healthz']) await hana.goto(`${sandbox.console}${path}`);
  await hana.goto('/users');
}

/** Cookies, storages, databases and caches; a planted word is found in each kind that can be planted. */
async function expectNothingKept(page: Page, canaries: Canary[]) {
  const planted = new Canary('planted', 'Planted-Word-77');
  await page.evaluate(async (word) => {
    localStorage.setItem('planted', word);
    sessionStorage.setItem('planted', word);
    await (await caches.open('planted')).put('/planted', new Response(word));
  }, planted.word);
  const inPage = await page.evaluate(async () => {
    const cached = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) cached.push(request.url, await (await cache.match(request))?.text());
    }
    return { sessionStorage: JSON.stringify({ ...sessionStorage }), caches: JSON.stringify(cached), history: `${location.href} ${document.referrer} ${JSON.stringify(history.state)}` };
  });
  const state = await page.context().storageState({ indexedDB: true });
  expect(state.cookies.filter(({ name }) => name.includes('reveal')), 'the cookie that showed it is gone').toEqual([]);
  const places: [string, string][] = [...Object.entries(inPage), ['cookies and storage', JSON.stringify(state)], ['the page', await page.content()]];
  expect(findings(canaries, places)).toEqual([]);
  expect(findings([planted], places).filter((found) => found.includes('(plain)'))).toHaveLength(3);
}

/** Typed ones are sent in two requests' bodies and come back in none, nor do pasted ones; a generated one is in one answer's body. */
function expectOnTheWire(exchanges: Exchange[], { words, made, pasted }: Record<'words' | 'made' | 'pasted', Canary[]>, scripts: boolean) {
  const ofConsole = exchanges.map((exchange) => ({ ...exchange, place: `${exchange.method} ${exchange.url.pathname}` }));
  const all = [...words, ...made, ...pasted];
  const heads = ofConsole.flatMap(({ place, asked, headers }): [string, string][] => [[`address or headers of ${place}`, asked], [`headers of the answer to ${place}`, headers]]);
  expect(findings(all, heads)).toEqual([]);
  const sentIn = (canary: Canary) => [...new Set(ofConsole.filter(({ sent }) => canary.within(sent).length > 0).map(({ place }) => place))].sort();
  const setter = 'POST /api/passwords/set';
  const asksFirst = ['POST /api/passwords/check', setter];
  for (const canary of words) expect(asksFirst, canary.name).toEqual(expect.arrayContaining(sentIn(canary)));
  for (const canary of words) expect(sentIn(canary), `${canary.name} was sent`).toContain(setter);
  const accepted = words.at(-1) as Canary;
  expect(sentIn(accepted)).toEqual(scripts ? asksFirst : [setter]);
  for (const canary of made) expect(sentIn(canary)).toEqual([]);
  expect(pasted.flatMap(sentIn), 'and documents').toContain('POST /api/requests/read');
  expect(findings([...words, ...pasted], ofConsole.map(({ place, received }) => [`the answer to ${place}`, received]))).toEqual([]);
  for (const canary of made) {
    const carriers = ofConsole.filter(({ received }) => canary.within(received).length > 0);
    expect(carriers.map(({ place }) => place), canary.name).toEqual([expect.stringMatching(/^GET \/results\//)]);
    expect(carriers[0]?.headers).toMatch(/^cache-control: no-store$/im);
  }
  const why = new Canary('the reason', reason);
  expect(ofConsole.some(({ received, url }) => url.pathname.startsWith('/audit') && why.within(received).includes('in HTML')), 'the search sees pages').toBe(true);
  expect(ofConsole.some(({ sent }) => why.within(sent).includes('in a form')), 'and forms').toBe(true);
}

/** Ends the console as a crash does: no core file, and nothing in the logs and in the files, not even in those of SQLite. */
async function expectNothingWritten(sandbox: Scene['sandbox'], canaries: Canary[], references: string[]) {
  const here = resolve(__dirname, '../..');
  const cores = () => [here, sandbox.folder, sandbox.data].flatMap((folder) => readdirSync(folder).filter((name) => /^(core|vgcore)(\.|$)/.test(name)));
  const before = cores();
  if (existsSync(`/proc/${sandbox.pid}/limits`)) {
    expect(readFileSync(`/proc/${sandbox.pid}/limits`, 'utf8')).toMatch(/^Max core file size\s+0\s+0\s/m);
  }
  process.kill(sandbox.pid, 'SIGABRT');
  expect(await sandbox.gone).toBe('it ended with SIGABRT');
  expect(cores()).toEqual(before);

  const files = filesIn(sandbox.folder);
  const places = [...files.keys()].map((path) => path.slice(sandbox.folder.length + 1));
  expect(places).toEqual(expect.arrayContaining(['sandbox.log', 'data/passdesk.db', 'data/passdesk.db-wal', 'data/sandbox/sandbox.db']));
  expect(findings(canaries, files)).toEqual([]);
  const why = new Canary('the reason', reason);
  expect(findings([why], [...files].filter(([path]) => path.includes('passdesk.db'))), 'the search sees the database').not.toEqual([]);
  const log = readFileSync(sandbox.log, 'utf8');
  expect(log).toContain('DEBUG');
  expect(references.filter((quoted) => quoted && log.includes(quoted)).length, 'and what is logged').toBeGreaterThan(2);
  expect(findings([why], [['the log', log]]), 'not even the reason is logged').toEqual([]);
}
