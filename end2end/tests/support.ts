import AxeBuilder from '@axe-core/playwright';
import { type BrowserContext, expect, test as base, type Page } from '@playwright/test';
import { Control, pageOf, type User } from '../control';
import { type Persona, personas } from '../people';
import { type RunningSandbox, startSandbox } from '../sandbox';

export { customers, kiosks, pageOf, partners, type User } from '../control';
export { expect };

interface Fixtures {
  /** Whether this run has JavaScript: tests of an island skip themselves without it. */
  scripts: boolean;
  /** Signs somebody in, in a browser of their own. */
  enter: (persona: Persona) => Promise<Page>;
  /** What pages complained about: it must be nothing at the end of every test. */
  complaints: string[];
}

interface WorkerFixtures {
  sandbox: RunningSandbox;
  control: Control;
  /** Sessions by persona, so that not every test walks through the issuer; each for as long as its sign-in counts as fresh. */
  signedIn: Map<Persona, { state: Awaited<ReturnType<BrowserContext['storageState']>>; at: number }>;
}

/** The console asks for another sign-in after five minutes; a test takes one at most. */
const freshFor = 4 * 60_000;

export const test = base.extend<Fixtures, WorkerFixtures>({
  sandbox: [
    async ({}, use, worker) => {
      const sandbox = await startSandbox(worker.parallelIndex);
      await use(sandbox);
      await sandbox.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  control: [async ({ sandbox }, use) => use(new Control(sandbox)), { scope: 'worker' }],
  signedIn: [async ({}, use) => use(new Map()), { scope: 'worker' }],

  baseURL: async ({ sandbox }, use) => use(sandbox.console),
  scripts: async ({ javaScriptEnabled }, use) => use(javaScriptEnabled !== false),

  complaints: [
    async ({ control }, use) => {
      const complaints: string[] = [];
      await use(complaints);
      await control.clearFaults();
      await control.forgetGuests();
      expect(complaints, 'dialogs, errors in the console, requests that leave this machine').toEqual([]);
    },
    { auto: true },
  ],
  context: async ({ context, complaints }, use) => {
    listen(context, complaints);
    await use(context);
  },
  // With time of its own: what a busy machine takes to close the browsers of several people is no part of what a test waits for.
  enter: [async ({ browser, complaints, signedIn }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (persona) => {
      const earlier = signedIn.get(persona);
      if (earlier && Date.now() - earlier.at < freshFor) {
        const context = await browser.newContext({ storageState: earlier.state });
        contexts.push(context);
        // An earlier test may have ended the session: that is what some are about.
        if (await isLive(context)) {
          listen(context, complaints);
          return context.newPage();
        }
      }
      const context = await browser.newContext();
      contexts.push(context);
      listen(context, complaints);
      const at = Date.now();
      const door = await context.newPage();
      await signIn(door, persona);
      signedIn.set(persona, { state: await context.storageState(), at });
      // A tab that has been nowhere yet, as with a session that is known: no test may rest on where the sign-in led.
      await door.close();
      return context.newPage();
    });
    await Promise.all(contexts.map((context) => context.close()));
  }, { timeout: 60_000 }],
});

/** Whether a context's session is one; asking is no use of it. */
async function isLive(context: BrowserContext) {
  const answer = await context.request.get('/sessions/left', { headers: { 'x-passdesk-poll': '1' }, maxRedirects: 0 });
  return answer.ok();
}

/** Notes whatever a page must not do, the violations of its content security policy included: Chromium writes them to the console. */
function listen(context: BrowserContext, complaints: string[]) {
  context.on('dialog', (dialog) => {
    complaints.push(`a dialog opened: ${dialog.message()}`);
    void dialog.dismiss();
  });
  context.on('weberror', (error) => {
    // The passage from page to page is cut short by a test that is quicker than any person, or that changes the window's size.
    const isTransition = error.error().message.startsWith('Transition was ');
    if (!isTransition) complaints.push(`error: ${error.error().message}`);
  });
  context.on('console', (message) => {
    // A page that says what went wrong has a status to match, and Chromium notes that too.
    const isStatus = message.text().startsWith('Failed to load resource') && !message.location().url.includes('/pkg/');
    if (['error', 'warning'].includes(message.type()) && !isStatus) complaints.push(`${message.type()}: ${message.text()}`);
  });
  context.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith('http') && !['127.0.0.1', 'localhost'].includes(hostname)) complaints.push(`asked ${request.url()}`);
  });
}

/** Signs in at the console as one of the sandbox's personas, from wherever the page's "Sign in" leads. */
export async function signIn(page: Page, persona: Persona) {
  if (!new URL(page.url(), 'http://x').pathname.startsWith('/sign-in')) await page.goto('/');
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: personas[persona] }).click();
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
}

/** Searches for a user; a single exact hit opens itself. */
export async function findUser(page: Page, words: string) {
  if (new URL(page.url(), 'http://x').pathname !== '/users') await page.goto('/users');
  const field = page.getByRole('searchbox', { name: 'Find a user' });
  await field.fill(words);
  await field.press('Enter');
}

/** Waits until the page's scripts take part, and its island where it has one. */
export async function islandsReady(page: Page) {
  await page.waitForLoadState();
  if (await page.locator('leptos-island').count()) await expect(page.locator('html')).toHaveAttribute('data-islands', 'ready');
}

/** Opens a user's page, ready to type on. */
export async function openUser(page: Page, user: User, scripts: boolean) {
  await page.goto(pageOf(user));
  if (scripts) await islandsReady(page);
}

/** Fills the reset form's required field, and a ticket where one is given. */
export async function fillReset(page: Page, { reason = 'Caller forgot the password', ticket = '' } = {}) {
  await page.getByLabel('Reason').fill(reason);
  if (ticket) await page.getByLabel('Ticket').fill(ticket);
}

export const sendResetCode = (page: Page) => page.getByRole('button', { name: 'Send reset code' }).click();

/** A card by its heading. */
export const card = (page: Page, title: string) => page.locator('section').filter({ has: page.getByRole('heading', { name: title }) });

/** The row of the ClientMetadata editor, counted from 1. */
export const pair = (page: Page, place: number) => page.getByRole('group', { name: `Pair ${place}`, exact: true });

export async function fillPair(page: Page, place: number, key: string, value: string) {
  await pair(page, place).getByLabel('Key').fill(key);
  await pair(page, place).getByLabel('Value').fill(value);
}

/** What a problem page says: one heading, what to do, and a reference to quote. */
export async function expectProblem(page: Page, sentence: string) {
  await expect(page.getByRole('heading', { level: 1, name: sentence })).toBeVisible();
  await expect(page).toHaveTitle(/^Error: /);
}

/** The GOV.UK pattern: the title says so, and the summary's link leads to the field. */
export async function expectFieldError(page: Page, field: string, sentence: string) {
  await expect(page).toHaveTitle(/^Error: /);
  const link = page.getByRole('alert').getByRole('link', { name: sentence });
  await expect(link).toBeVisible();
  await link.click();
  await expect(page.getByLabel(field)).toBeFocused();
  await expect(page.getByLabel(field)).toHaveAccessibleDescription(new RegExp(escaped(sentence)));
}

/** What a person quotes to find the record: three groups that can be read out loud. */
export const reference = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/;

export const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Ends what a page would do by itself later on, such as loading itself again while it is looked at. */
export async function holdStill(page: Page) {
  await page.evaluate(() => {
    for (let timer = Number(setTimeout(() => {})); timer > 0; timer -= 1) clearTimeout(timer);
  });
}

/** Fails on anything that axe calls serious or critical, in light and dark, on a desk and on a phone. */
export async function expectAccessible(page: Page) {
  await page.waitForLoadState();
  const copy = await copyWithScripts(page);
  const looked = copy ?? page;
  const looks = [[1280, 'light'], [1280, 'dark'], [390, 'light'], [390, 'dark']] as const;
  for (const look of looks) {
    const [width, colorScheme] = look;
    await looked.setViewportSize({ width, height: 900 });
    await looked.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const isFirst = look === looks[0];
    // These pages have no frames. What axe does for those of other origins, a blank page and its own half megabyte twice for every run, would take
    // most of the time; so it is brought in once, and runs where it is.
    const axe = new AxeBuilder({ page: looked, axeSource: isFirst ? undefined : 'axe' }).setLegacyMode().options({ resultTypes: ['violations'] });
    // Names, roles and structure are the same in every look; colours, sizes and what scrolls are not.
    if (!isFirst) axe.withRules(['color-contrast', 'target-size', 'scrollable-region-focusable', 'link-in-text-block']);
    const { violations } = await axe.analyze();
    const grave = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
    expect(grave, `${page.url()} at ${width} px, ${colorScheme}`).toEqual([]);
  }
  await copy?.context().close();
}

/** Fails when the page scrolls sideways at any of the widths it is made for. */
export async function expectNoSidewaysScroll(page: Page) {
  await page.waitForLoadState();
  for (const width of [360, 390, 768, 1280, 1920]) {
    await page.setViewportSize({ width, height: 900 });
    const overhang = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overhang, `${page.url()} at ${width} px`).toBeLessThanOrEqual(0);
  }
}

/** axe is a script, which a page without scripts does not run: its document is shown, as it stands, to a context that has them. */
async function copyWithScripts(page: Page): Promise<Page | undefined> {
  const browser = page.context().browser();
  if (test.info().project.use.javaScriptEnabled !== false || !browser) return undefined;
  const html = (await page.content()).replace(/<script\b[^>]*>[\s\S]*?<\/script>/gi, '');
  const context = await browser.newContext({ javaScriptEnabled: true });
  const copy = await context.newPage();
  const address = page.url().split('#')[0] ?? '';
  await copy.route((url) => url.href === address, (route) => route.fulfill({ body: html, contentType: 'text/html; charset=utf-8' }));
  await copy.goto(address);
  return copy;
}
