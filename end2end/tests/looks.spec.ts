import type { Page } from '@playwright/test';
import { type Persona } from '../people';
import { type Control } from '../control';
import { expect, expectAccessible, expectNoSidewaysScroll, fillPair, fillReset, holdStill, islandsReady, openUser, pageOf, sendResetCode, test } from './support';

interface Look {
  name: string;
  as?: Persona;
  open: (page: Page, control: Control, scripts: boolean) => Promise<unknown>;
}

const user = (name: string) => async (page: Page, control: Control, scripts: boolean) => openUser(page, await control.user(name), scripts);

async function sent(page: Page, control: Control, scripts: boolean) {
  await openUser(page, await control.someone(), scripts);
  await fillReset(page, { ticket: 'INC-204817' });
  await fillPair(page, 1, 'locale', 'pl-PL');
  await sendResetCode(page);
  await expect(page).toHaveURL(/\/results\//);
}

const looks: Look[] = [
  { name: 'sign-in', open: (page) => page.goto('/sign-in') },
  { name: 'sign-in with a problem', open: (page) => page.goto('/sign-in?problem=no_role&reference=7F3K-20AC-9QXM') },
  { name: 'search', as: 'helpdesk', open: (page) => page.goto('/users') },
  { name: 'results', as: 'helpdesk', open: (page) => page.goto('/users?q=an') },
  { name: 'odd results', as: 'helpdesk', open: (page) => page.goto('/users?q=wide.name,sunflower🌻,spoofed,combining,samir.haddad,no.name,zzz') },
  { name: 'nobody found', as: 'helpdesk', open: (page) => page.goto('/users?q=zzz.nobody') },
  { name: 'search refused', as: 'helpdesk', open: (page) => page.goto(`/users?q=${'x'.repeat(129)}`) },
  {
    name: 'list refused',
    as: 'helpdesk',
    open: async (page) => {
      await page.goto('/users');
      await page.getByText('Look up a list').click();
      await page.getByRole('textbox', { name: /E-mail addresses, phone numbers/ }).fill(Array.from({ length: 101 }, (_, place) => `user${place}`).join('\n'));
      await page.getByRole('button', { name: 'Look up all' }).click();
      await expect(page).toHaveTitle(/^Error/);
    },
  },
  { name: 'user', as: 'helpdesk', open: user('amara.okafor') },
  { name: 'user who cannot be helped', as: 'helpdesk', open: user('dana.kowalczyk') },
  { name: 'user with a long name', as: 'helpdesk', open: user('wide.name') },
  { name: 'user as the auditor has it', as: 'auditor', open: user('amara.okafor') },
  {
    name: 'user with errors and warnings',
    as: 'helpdesk',
    open: async (page, control, scripts) => {
      await openUser(page, await control.someone(), scripts);
      await fillReset(page, { reason: '', ticket: 'wrong' });
      await fillPair(page, 1, 'token', 'AKIAIOSFODNN7EXAMPLE');
      await fillPair(page, 2, 'token', 'twice');
      await sendResetCode(page);
      await expect(page).toHaveTitle(/^Error/);
    },
  },
  { name: 'result', as: 'helpdesk', open: sent },
  {
    name: 'unknown result',
    as: 'helpdesk',
    open: async (page, control, scripts) => {
      await control.fault({ operation: 'AdminResetUserPassword', kind: 'cut_before', times: 1 });
      await sent(page, control, scripts);
      await expect(page.getByRole('alert')).toContainText('Nobody can tell yet');
      // It looks again by itself, which would take the page away from whoever looks at it here.
      if (scripts) await holdStill(page);
    },
  },
  {
    name: 'form offered again',
    as: 'helpdesk',
    open: async (page, control, scripts) => {
      await openUser(page, await control.someone(), scripts);
      await fillReset(page);
      await control.fault({ operation: 'AdminGetUser', kind: 'throttle' });
      await sendResetCode(page);
      await expect(page).toHaveURL(/\/again\//);
      await control.clearFaults();
    },
  },
  {
    name: 'trail',
    as: 'supervisor',
    open: async (page, control, scripts) => {
      await sent(page, control, scripts);
      await page.goto('/audit');
    },
  },
  {
    name: 'trail with filters and counts',
    as: 'auditor',
    open: async (page) => {
      await page.goto('/audit?role=auditor&reads=on');
      await page.getByText('Counts as a table').click();
    },
  },
  { name: 'trail with filters that are misread', as: 'auditor', open: (page) => page.goto('/audit?from=yesterday&role=boss&address=here') },
  { name: 'proof', as: 'auditor', open: (page) => page.goto('/audit/proof') },
  { name: 'empty trail', as: 'auditor', open: (page) => page.goto('/audit?from=2020-01-01&until=2020-01-01') },
  {
    name: 'record',
    as: 'supervisor',
    open: async (page, control, scripts) => {
      await sent(page, control, scripts);
      await page.getByRole('link', { name: 'The whole record' }).click();
      await expect(page).toHaveURL(/\/audit\//);
    },
  },
  { name: 'sessions', as: 'supervisor', open: (page) => page.goto('/sessions') },
  {
    name: 'own work',
    as: 'supervisor',
    open: async (page, control, scripts) => {
      await sent(page, control, scripts);
      await page.goto('/work');
    },
  },
  { name: 'not allowed', as: 'helpdesk', open: (page) => page.goto('/audit') },
  { name: 'no such page', as: 'helpdesk', open: (page) => page.goto('/nowhere') },
];

for (const { name, as, open } of looks) {
  test(`${name}: accessible, one heading, no sideways scrolling, in light and dark, on a desk and on a phone`, async ({ page: stranger, enter, control, scripts }) => {
    const page = as ? await enter(as) : stranger;
    await open(page, control, scripts);
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
    await expect(page.getByRole('main')).toHaveCount(1);
    await expect(page).toHaveTitle(/passdesk/);
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
  });
}

test('live results are accessible', async ({ enter, scripts }) => {
  test.skip(!scripts, 'the live results take a script');
  const page = await enter('helpdesk');
  await page.goto('/users');
  await islandsReady(page);
  await page.getByRole('searchbox').fill('anan');
  await expect(page.getByRole('list', { name: 'Users found' })).toBeVisible();
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
});

test('pages without islands load no WebAssembly', async ({ page: stranger, enter, control, scripts }) => {
  const page = await enter('supervisor');
  await sent(page, control, scripts);
  const result = page.url();
  const asked: string[] = [];
  for (const tab of [stranger, page]) tab.on('request', (request) => asked.push(request.url()));
  await stranger.goto('/sign-in', { waitUntil: 'networkidle' });
  for (const path of [result, '/work', '/audit', '/audit/proof', '/sessions', '/nowhere']) await page.goto(path, { waitUntil: 'networkidle' });
  expect(asked.filter((url) => /wasm|passdesk\.js|islands\.js/.test(url))).toEqual([]);
  await page.goto(pageOf(await control.user('amara.okafor')), { waitUntil: 'networkidle' });
  expect(asked.some((url) => url.includes('.wasm'))).toBe(scripts);
});

test('the look can be chosen, and the choice stays', async ({ enter }) => {
  const page = await enter('helpdesk');
  await page.goto('/users?q=kowal');
  await page.getByRole('button', { name: 'Dark' }).click();
  await expect(page).toHaveURL(/q=kowal/);
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.goto('/sessions');
  await expect(page.getByRole('button', { name: 'Dark' })).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('button', { name: 'Automatic' }).click();
  await expect(page.getByRole('button', { name: 'Automatic' })).toHaveAttribute('aria-pressed', 'true');
});

test('the first Tab leads to the skip link, and it skips', async ({ enter }) => {
  const page = await enter('helpdesk');
  await page.goto('/sessions');
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to the content' });
  await expect(skip).toBeFocused();
  await skip.press('Enter');
  await expect(page).toHaveURL(/#main$/);
});
