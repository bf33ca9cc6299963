import type { Page } from '@playwright/test';
import { type Persona } from '../people';
import { card, customers, expect, expectProblem, kiosks, pageOf, test } from './support';

interface State {
  user: string;
  pool?: string;
  says: RegExp;
  tags: string[];
  /** Why a reset code cannot be sent; absent where it can. */
  impossible?: RegExp;
  /** No password helps either. */
  isLost?: boolean;
}

const states: State[] = [
  { user: 'amara.okafor', says: /^Amara Okafor can sign in with their password\.$/, tags: ['CONFIRMED', 'Enabled'] },
  { user: 'kofi.mensah', says: /can sign in with their password/, tags: ['CONFIRMED'] },
  { user: 'mei.chen', says: /can sign in with their password/, tags: ['CONFIRMED'] },
  { user: 'mateo.alvarez', says: /was sent a reset code and has not chosen a new password yet/, tags: ['RESET_REQUIRED'] },
  { user: 'dana.kowalczyk', says: /the temporary password has expired/, tags: ['FORCE_CHANGE_PASSWORD'], impossible: /a temporary password waits to be changed/ },
  { user: 'yuki.tanaka', says: /has a temporary password and must change it/, tags: ['FORCE_CHANGE_PASSWORD'], impossible: /a temporary password waits to be changed/ },
  { user: 'freya.lindholm', says: /signed up and never confirmed it/, tags: ['UNCONFIRMED'], impossible: /the sign-up is not confirmed/ },
  { user: 'samir.haddad', says: /is disabled and cannot sign in/, tags: ['Disabled'], impossible: /the account is disabled/, isLost: true },
  { user: 'nobody.reachable', says: /has no verified e-mail address or phone number/, tags: ['CONFIRMED'], impossible: /no verified contact/ },
  { user: 'lena.fischer', says: /has no verified e-mail address or phone number/, tags: ['CONFIRMED'], impossible: /no verified contact/ },
  { user: 'ravi.iyer', says: /only verified contact is the phone of their second factor/, tags: ['CONFIRMED'], impossible: /phone of their second factor/ },
  { user: 'kiosk-lisbon-01', pool: kiosks, says: /can sign in with their password/, tags: ['CONFIRMED'], impossible: /no self-service recovery/ },
  { user: 'archived.user', says: /in a state that the desk cannot mend \(ARCHIVED\)/, tags: ['ARCHIVED'], impossible: /not in this state/, isLost: true },
  { user: 'compromised.user', says: /in a state that the desk cannot mend \(COMPROMISED\)/, tags: ['COMPROMISED'], impossible: /not in this state/, isLost: true },
];
for (const isOffered of [true, false]) {
  test(`the page opens with the state of the user's sign-in, and ${isOffered ? 'offers the code' : 'says why no code can be sent, and leads with a password where that helps'}`, async ({ enter, control }) => {
    const page = await enter('helpdesk');
    for (const state of states.filter(({ impossible }) => !impossible === isOffered)) {
      await test.step(state.user, async () => expectState(page, state, pageOf(await control.user(state.user, state.pool))));
    }
  });
}

async function expectState(page: Page, { says, tags, impossible, isLost = false }: State, address: string) {
  await page.goto(address);
  const main = page.getByRole('main');
  await expect(main.getByRole('heading', { level: 2 }).first()).toHaveText(says);
  for (const tag of tags) await expect(main.locator('.tag').getByText(tag, { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Send reset code' })).toHaveCount(impossible ? 0 : 1);
  const choices = page.getByRole('navigation', { name: 'What to do' });
  const choice = choices.getByRole('link', { name: 'Send a reset code' });
  const password = choices.getByRole('link', { name: 'Set a password' });
  await expect(page.getByRole('button', { name: 'Set temporary password' })).toHaveCount(impossible && !isLost ? 1 : 0);
  if (impossible) {
    await expect(choice).toContainText(/Not possible/);
    await expect(choice).toContainText(impossible);
    await expect(choice).toBeDisabled();
    if (isLost) await expect(password).toBeDisabled();
    else await expect(password).toHaveAttribute('aria-current', 'true');
  } else {
    await expect(choice).toHaveAttribute('aria-current', 'true');
  }
}

test('the effect is said before the click: who gets what, where, for how long, and what becomes of the rest', async ({ enter, control }) => {
  const page = await enter('helpdesk');
  await page.goto(pageOf(await control.user('amara.okafor')));
  const form = page.getByRole('main');
  await expect(form).toContainText('They will get');
  await expect(form).toContainText('an e-mail at a•••@example.com with a reset code');
  await expect(form).toContainText('1 hour');
  await expect(form).toContainText('RESET_REQUIRED: the old password stops working until they finish.');
  await expect(form).toContainText('may go on, unless you tick “Sign out everywhere”');

  await page.goto(pageOf(await control.user('kofi.mensah')));
  await expect(form).toContainText('a text message at +44•••••582 with a reset code');
  await page.goto(pageOf(await control.user('mei.chen')));
  await expect(form).toContainText('an e-mail at m•••@example.net with a reset code');
  await page.goto(pageOf(await control.user('mateo.alvarez')));
  await expect(form).toContainText('stays RESET_REQUIRED');
});

const denied: [string, Persona, string][] = [
  ['ines.duarte', 'customer', 'this is your own account.'],
  ['root.operator', 'helpdesk', 'this user is in a protected group.'],
  ['greta.holm', 'supervisor', 'this user is in a protected group.'],
  ['Google_108214573920164837261', 'helpdesk', 'another identity provider signs this user in.'],
];
for (const [user, persona, reason] of denied) {
  test(`${user} cannot be reset by ${persona}, and the page says why`, async ({ enter, control }) => {
    const page = await enter(persona);
    await page.goto(pageOf(await control.user(user)));
    await expect(page.getByRole('button', { name: 'Send reset code' })).toHaveCount(0);
    await expect(page.getByRole('navigation', { name: 'What to do' })).toContainText(`Not possible: ${reason}`);
    await expect(page.getByRole('main'), 'looking is no attempt, and sending a code is no advice').not.toContainText(/recorded|send a reset code\./i);
  });
}

test('a colleague may do for a help-desk worker what she may not do for herself', async ({ enter, control }) => {
  const page = await enter('helpdesk');
  await page.goto(pageOf(await control.user('ines.duarte')));
  await expect(page.getByRole('button', { name: 'Send reset code' })).toBeVisible();
});

test('an auditor reads a user and is offered nothing', async ({ enter, control }) => {
  const page = await enter('auditor');
  await page.goto(pageOf(await control.user('amara.okafor')));
  await expect(page.getByText('Your role reads and does not act.')).toBeVisible();
  await expect(page.getByRole('main').getByRole('textbox')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Send reset code' })).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Show contacts' })).toHaveCount(0);
});

test('contacts are masked until somebody shows them, which goes on record', async ({ enter, control }) => {
  const user = await control.someone();
  const address = user.attributes.email ?? '';
  const page = await enter('helpdesk');
  await page.goto(pageOf(user));
  await expect(page.getByRole('main')).toContainText(`${address[0]}•••@example.com`);
  expect(await page.content(), 'the address is not in the document').not.toContain(address);
  await page.getByRole('link', { name: 'Show contacts' }).click();
  await expect(page.getByRole('main')).toContainText(address);

  const auditor = await enter('auditor');
  await auditor.goto(`/audit?action=user.read_contacts&user=${user.username}`);
  await expect(auditor.getByRole('row').filter({ hasText: 'Contacts shown' })).toContainText('Tomasz Wilk');
});

test('facts of the account stand beside the form', async ({ enter, control }) => {
  const amara = await control.user('amara.okafor');
  const page = await enter('helpdesk');
  await page.goto(pageOf(amara));
  const account = card(page, 'Account');
  for (const fact of ['amara.okafor', amara.sub, 'verified', 'gold', 'newsletter', 'not set up']) await expect(account).toContainText(fact);
  await expect(account.locator('time').first()).toHaveAttribute('datetime', /^\d{4}-\d\d-\d\dT/);
});

test('a user who is gone is said to be gone', async ({ enter }) => {
  const page = await enter('helpdesk');
  const answer = await page.goto(`/users/${customers}/00000000-0000-4000-8000-000000000000`);
  expect(answer?.status()).toBe(404);
  await expectProblem(page, 'This user is not in the pool.');
});

test('long names, emoji, right-to-left text and users without a name break nothing', async ({ enter, control }) => {
  const page = await enter('helpdesk');
  for (const name of ['legacy-import-batch-2017-'.padEnd(128, 'x'), 'sunflower🌻', 'wide.name', 'combining', 'spoofed', 'no.name', 'samir.haddad']) {
    const user = await control.user(name);
    await page.goto(pageOf(user));
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(user.attributes.name ?? user.username);
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), `${name} at ${width} px`).toBeLessThanOrEqual(0);
    }
  }
});
