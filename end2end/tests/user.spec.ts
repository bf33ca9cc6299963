import type { Page } from '@playwright/test';
import { type Persona } from '../people';
import { card, customers, expect, expectProblem, kiosks, pageOf, partners, test } from './support';

interface State {
  user: string;
  pool?: string;
  says: RegExp;
  tags: string[];
  /** The cards in order: `>` what is recommended, `x` what is impossible and why. */
  cards: string[];
  /** What else is not possible, or not needed. */
  rest: string[];
  /** The button of the form that stands open. */
  button?: string;
}

const [reset, invitation, password] = ['Send a reset code', 'Resend the invitation', 'Set a password'];
const [confirm, enable, signOut] = ['Confirm the sign-up', 'Enable the account', 'Sign out everywhere'];
const [email, phone] = ['Mark the e-mail address verified', 'Mark the phone number verified'];
const signedInBefore = `x ${invitation}: they have signed in before.`;
const nothingToConfirm = `${confirm}: there is no sign-up to confirm.`;
const enabled = `${enable}: the account is enabled.`;
const emailVerified = `${email}: the e-mail address is verified.`;
const phoneVerified = `${phone}: the phone number is verified.`;
const noEmail = `${email}: they have no e-mail address.`;
const noPhone = `${phone}: they have no phone number.`;
const canReset = { cards: [`> ${reset}`, password, signOut, signedInBefore], button: 'Send reset code' };
const canInvite = { cards: [`> ${invitation}`, password, signOut, `x ${reset}: a temporary password waits to be changed.`], button: 'Resend invitation' };
const needsPassword = (why: string) => ({ cards: [`> ${password}`, signOut, `x ${reset}: ${why}`, signedInBefore], button: 'Set temporary password' });
const everyReason = (why: string) => ({
  cards: [reset, invitation, password].map((title) => `x ${title}: ${why}`),
  rest: [confirm, enable, email, phone, signOut].map((title) => `${title}: ${why}`),
});
/** Policy keeps them from everything: said once, below the cards. */
const kept = (why: string) => ({ ...everyReason(why), rest: [] });
const disabled = {
  cards: [`> ${enable}`, ...[reset, invitation, password].map((title) => `x ${title}: the account is disabled.`)],
  rest: [confirm, email, phone, signOut].map((title) => `${title}: the account is disabled.`),
  button: 'Enable account',
};
const lost = everyReason('not in this state.');

/** Everybody with a story in the seed, as a supervisor sees them. */
const states: State[] = [
  { user: 'amara.okafor', says: /^Amara Okafor can sign in with their password\.$/, tags: ['CONFIRMED', 'Enabled'], ...canReset, rest: [nothingToConfirm, enabled, emailVerified, phoneVerified] },
  { user: 'kofi.mensah', says: /can sign in with their password/, tags: ['CONFIRMED'], ...canReset, rest: [nothingToConfirm, enabled, noEmail, phoneVerified] },
  { user: 'mei.chen', says: /can sign in with their password/, tags: ['CONFIRMED'], ...canReset, rest: [nothingToConfirm, enabled, emailVerified, phoneVerified] },
  { user: 'ines.duarte', says: /can sign in with their password/, tags: ['CONFIRMED'], ...canReset, rest: [nothingToConfirm, enabled, emailVerified, noPhone] },
  { user: 'taro.kowalski', says: /can sign in with their password/, tags: ['CONFIRMED'], cards: [`> ${reset}`, password, phone, signOut, signedInBefore], rest: [nothingToConfirm, enabled, emailVerified], button: 'Send reset code' },
  { user: 'mateo.alvarez', says: /was sent a reset code 2 days ago, and it has stopped working\.$/, tags: ['RESET_REQUIRED'], ...canReset, rest: [nothingToConfirm, enabled, emailVerified, phoneVerified] },
  { user: 'dana.kowalczyk', says: /^Dana Kowalczyk never finished the first sign-in, and the temporary password expired 16 days ago\.$/, tags: ['FORCE_CHANGE_PASSWORD'], ...canInvite, rest: [nothingToConfirm, enabled, emailVerified, noPhone] },
  { user: 'yuki.tanaka', says: /has a temporary password and must change it at the next sign-in\. It expires in 6 days\.$/, tags: ['FORCE_CHANGE_PASSWORD'], ...canInvite, rest: [nothingToConfirm, enabled, emailVerified, noPhone] },
  {
    user: 'freya.lindholm',
    says: /signed up and never confirmed it\.$/,
    tags: ['UNCONFIRMED'],
    cards: [`> ${confirm}`, password, email, signOut, `x ${reset}: the sign-up is not confirmed.`, `x ${invitation}: they signed up by themselves.`],
    rest: [enabled, noPhone],
    button: 'Confirm sign-up',
  },
  { user: 'samir.haddad', says: /is disabled and cannot sign in\.$/, tags: ['CONFIRMED', 'Disabled'], ...disabled },
  { user: 'expired.and.disabled', says: /is disabled and cannot sign in\.$/, tags: ['FORCE_CHANGE_PASSWORD', 'Disabled'], ...disabled },
  { user: 'nobody.reachable', says: /can sign in, and has no verified contact that this pool sends codes to\.$/, tags: ['CONFIRMED'], ...needsPassword('no verified contact that this pool sends codes to.'), rest: [nothingToConfirm, enabled, noEmail, noPhone] },
  {
    user: 'lena.fischer',
    says: /can sign in, and has no verified contact that this pool sends codes to\.$/,
    tags: ['CONFIRMED'],
    cards: [`> ${password}`, email, phone, signOut, `x ${reset}: no verified contact that this pool sends codes to.`, signedInBefore],
    rest: [nothingToConfirm, enabled],
    button: 'Set temporary password',
  },
  { user: 'ravi.iyer', says: /their only verified contact is the phone of their second factor\.$/, tags: ['CONFIRMED'], ...needsPassword('their only verified contact is the phone of their second factor.'), rest: [nothingToConfirm, enabled, noEmail, phoneVerified] },
  { user: 'kiosk-lisbon-01', pool: kiosks, says: /can sign in with their password/, tags: ['CONFIRMED'], ...needsPassword('the pool has no self-service recovery.'), rest: [nothingToConfirm, enabled, emailVerified, noPhone] },
  { user: 'pia.larsen@carrier.example', pool: partners, says: /can sign in with their password/, tags: ['CONFIRMED'], ...canReset, rest: [nothingToConfirm, enabled, emailVerified, phoneVerified] },
  { user: 'Otto.Brandt@reseller.example', pool: partners, says: /can sign in with their password/, tags: ['CONFIRMED'], ...canReset, rest: [nothingToConfirm, enabled, emailVerified, noPhone] },
  { user: 'luis.ferreira@reseller.example', pool: partners, says: /the temporary password expired 5 days ago\.$/, tags: ['FORCE_CHANGE_PASSWORD'], ...canInvite, rest: [nothingToConfirm, enabled, emailVerified, phoneVerified] },
  { user: 'archived.user', says: /in a state that the desk cannot mend \(ARCHIVED\)\.$/, tags: ['ARCHIVED'], ...lost },
  { user: 'compromised.user', says: /in a state that the desk cannot mend \(COMPROMISED\)\.$/, tags: ['COMPROMISED'], ...lost },
  { user: 'unknown.user', says: /in a state that the desk cannot mend \(UNKNOWN\)\.$/, tags: ['UNKNOWN'], ...lost },
  { user: 'root.operator', says: /can sign in with their password/, tags: ['CONFIRMED'], ...canReset, rest: [nothingToConfirm, enabled, emailVerified, noPhone], button: 'Ask for approval' },
  { user: 'greta.holm', says: /can sign in with their password/, tags: ['CONFIRMED'], ...canReset, rest: [nothingToConfirm, enabled, emailVerified, noPhone], button: 'Ask for approval' },
  { user: 'Google_108214573920164837261', says: /signs in through Google, not with a password kept here\.$/, tags: ['EXTERNAL_PROVIDER'], ...kept('another identity provider signs this user in.') },
  { user: 'ContosoSAML_victor.hugo@contoso.example', says: /signs in through ContosoSAML, not with a password kept here\.$/, tags: ['EXTERNAL_PROVIDER'], ...kept('another identity provider signs this user in.') },
];
test("the page opens with the state of each user's sign-in, leads with what helps, and says of everything else why not", async ({ enter, control }) => {
  const page = await enter('supervisor');
  for (const state of states) {
    await test.step(state.user, async () => expectState(page, state, pageOf(await control.user(state.user, state.pool))));
  }
});

async function expectState(page: Page, { says, tags, cards, rest, button }: State, address: string) {
  await page.goto(address);
  const main = page.getByRole('main');
  await expect(main.getByRole('heading', { level: 2 }).first()).toHaveText(says);
  for (const tag of tags) await expect(main.locator('.tag').getByText(tag, { exact: true })).toBeVisible();
  expect(await shownCards(page)).toEqual(cards);
  const list = main.locator('details').filter({ hasText: 'Not possible or not needed now' });
  expect((await list.getByRole('listitem').allInnerTexts()).length, 'closed until somebody asks').toBe(0);
  expect((await list.locator('li').allTextContents()).sort()).toEqual([...rest].sort());
  // One primary button, that of the form that stands open; nothing to send where nothing is possible.
  await expect(main.locator('form .button--primary:visible')).toHaveText(button ? [button] : []);
  await expect(page.getByRole('button', { name: 'Check without sending' })).toHaveCount(button ? 1 : 0);
}

/** The cards as somebody reads them: in order, the recommended one, the reasons of the impossible ones. */
async function shownCards(page: Page): Promise<string[]> {
  const links = await page.getByRole('navigation', { name: 'What to do' }).getByRole('link').all();
  return Promise.all(
    links.map(async (link) => {
      const [title, details] = [await link.locator('.choice__title').innerText(), await link.locator('.choice__details').innerText()];
      const reason = /Not possible: (.*)/.exec(details)?.[1];
      if (reason !== undefined) await expect(link, title).toBeDisabled();
      const mark = reason === undefined ? (/Recommended/.test(details) ? '> ' : '') : 'x ';
      return `${mark}${title}${reason === undefined ? '' : `: ${reason.trim()}`}`;
    }),
  );
}

test('a help-desk worker is told what takes a supervisor', async ({ enter, control }) => {
  const page = await enter('helpdesk');
  const notMine = 'your role does not allow this.';
  await page.goto(pageOf(await control.user('samir.haddad')));
  expect(await shownCards(page)).toEqual([`x ${enable}: ${notMine}`, ...[reset, invitation, password].map((title) => `x ${title}: the account is disabled.`)]);
  await expect(page.getByRole('main').getByRole('button')).toHaveCount(0);
  await page.goto(pageOf(await control.user('lena.fischer')));
  expect(await shownCards(page)).toEqual([`> ${password}`, signOut, `x ${reset}: no verified contact that this pool sends codes to.`, signedInBefore]);
  await page.getByText('Not possible or not needed now').click();
  for (const title of [email, phone]) await expect(page.getByRole('listitem').filter({ hasText: title })).toHaveText(`${title}: ${notMine}`);
});

test('the effect is said before the click: who gets what, where, for how long, and what becomes of the rest', async ({ enter, control }) => {
  const page = await enter('helpdesk');
  await page.goto(pageOf(await control.user('amara.okafor')));
  const form = page.getByRole('main');
  await expect(form).toContainText('They will get');
  await expect(form).toContainText('an e-mail at a•••@example.com with a reset code');
  await expect(form).toContainText('1 hour');
  await expect(form).toContainText('RESET_REQUIRED: the old password stops working until they finish');
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
