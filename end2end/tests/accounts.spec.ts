import { seededPassword } from '../control';
import { actions, choose, expectWhyKept, fillWhy, openForm, press, someoneFor, type Word } from './accounts';
import { outcome } from './passwords';
import { card, expect, fillPair, findUser, pageOf, reference, test } from './support';

/** What the form announces and what the result says, for somebody called `name`. */
const told: Record<Word, { before: (RegExp | string)[]; after: (name: string) => string[] }> = {
  invitation: {
    before: ['with a new temporary password', '7 days, until', 'stays FORCE_CHANGE_PASSWORD until they choose a password of their own', 'The temporary password they were given before stops working.'],
    after: (name) => [`The invitation for ${name} is on its way.`],
  },
  confirm: {
    before: ['they use the password they chose when they signed up', 'becomes CONFIRMED', 'without a code: be sure who is calling', 'a reset code cannot reach them afterwards'],
    after: (name) => [`The sign-up of ${name} is confirmed.`],
  },
  enable: {
    before: ['they can sign in again, if their password works', 'stays CONFIRMED', 'Find out why before you enable it.'],
    after: (name) => [`The account of ${name} is enabled.`],
  },
  'verify-email': {
    before: ['counts as verified', 'Check it with the caller, letter by letter.', 'stays CONFIRMED'],
    after: (name) => [`The e-mail address of ${name} counts as verified.`],
  },
  'verify-phone': {
    before: ['counts as verified', 'Check the number with the caller.', 'stays CONFIRMED'],
    after: (name) => [`The phone number of ${name} counts as verified.`],
  },
  'sign-out': {
    before: ['they must sign in again wherever an app asks Cognito', 'stays CONFIRMED: the password stays as it is', 'What an app checks by itself works until it expires.'],
    after: (name) => [`${name} is signed out everywhere.`],
  },
};

for (const word of Object.keys(actions) as Word[]) {
  test(`${actions[word].card}: the effect before the click, one effect, and a result that says what comes next`, async ({ enter, control, scripts }) => {
    const user = await someoneFor(control, word);
    const name = user.attributes.name ?? '';
    const page = await enter('supervisor');
    await openForm(page, user, word, scripts);
    const main = page.getByRole('main');
    for (const words of told[word].before) await expect(main).toContainText(words);
    await expect(main.locator('form .button--primary:visible'), 'one primary button').toHaveText([actions[word].button]);
    await fillWhy(page);
    if (word.startsWith('verify')) await page.getByRole('checkbox', { name: 'Send a reset code' }).uncheck();
    await press(page, word);

    await expect(page).toHaveURL(/\/results\/[0-9a-f-]{36}$/);
    for (const words of ['Succeeded', ...told[word].after(name)]) await expect(outcome(page)).toContainText(words);
    await expect(page.getByRole('alert')).toHaveCount(0);
    await expect(page.getByRole('heading', { name: 'What to do now' })).toBeVisible();
    for (const said of ['Hana Satō', 'Caller never got the message', 'INC-204817', 'AWS request id', reference]) await expect(card(page, 'On record')).toContainText(said);
    await expect(page.getByLabel('Text for the ticket')).toContainText(': Succeeded');
    expect(await control.effects(user, actions[word].operation)).toBe(1);

    await page.reload();
    await expect(outcome(page)).toContainText('Succeeded');
    await page.getByRole('link', { name: `Back to ${name}` }).click();
    await expect(card(page, 'What happened so far')).toContainText('INC-204817');
    expect(await control.effects(user, actions[word].operation)).toBe(1);
  });
}

test('the invitation brings a temporary password by the message that was announced, and the trigger reads the ClientMetadata', async ({ enter, control, scripts }) => {
  const user = await someoneFor(control, 'invitation');
  const page = await enter('helpdesk');
  await page.goto(pageOf(user));
  await expect(choose(page, 'Resend the invitation'), 'what helps stands open by itself').toHaveAttribute('aria-current', 'true');
  await expect(choose(page, 'Resend the invitation')).toContainText('Recommended');
  await openForm(page, user, 'invitation', scripts);
  await expect(page.getByRole('main')).toContainText(`an e-mail at ${user.username[0]}•••@example.com with a new temporary password`);
  await fillWhy(page);
  await fillPair(page, 1, 'locale', 'pl-PL');
  await press(page, 'invitation');
  await expect(outcome(page)).toContainText('is on its way.');
  await expect(page.getByRole('listitem').filter({ hasText: 'in the spam folder too' })).toBeVisible();
  const [message, ...others] = await control.outbox(user);
  expect(others).toHaveLength(0);
  expect(message?.destination).toBe(user.attributes.email);
  expect(message?.client_metadata).toEqual({ locale: 'pl-PL' });
  expect(await control.signIn(user, message?.code ?? '')).toBe('NEW_PASSWORD_REQUIRED');
  expect(await control.signIn(user, seededPassword), 'the one before no longer works').toBe('NotAuthorizedException');
});

test('the invitation by keyboard alone, from the search to the result', async ({ enter, control }) => {
  const user = await someoneFor(control, 'invitation');
  const page = await enter('helpdesk');
  await page.goto('/users');
  await expect(page.getByRole('searchbox', { name: 'Find a user' })).toBeFocused();
  await page.keyboard.type(user.username);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(pageOf(user)));
  const tabTo = async (target: ReturnType<typeof page.getByRole>) => {
    for (let tabs = 0; tabs < 60; tabs += 1) {
      await page.keyboard.press('Tab');
      if (await target.evaluate((element) => element === document.activeElement)) {
        const outline = await target.evaluate((element) => getComputedStyle(element).outlineStyle);
        expect(outline, 'the focus is visible').not.toBe('none');
        return;
      }
    }
    throw new Error(`not reached by Tab: ${target}`);
  };
  await tabTo(choose(page, 'Resend the invitation'));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\?do=invitation/);
  await tabTo(page.getByLabel('Reason'));
  await page.keyboard.type('Caller never got the message');
  await tabTo(page.getByLabel('Ticket'));
  await page.keyboard.type('INC-204817');
  await tabTo(page.getByRole('button', { name: 'Resend invitation' }));
  await tabTo(page.getByRole('button', { name: 'Check without sending' }));
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(outcome(page)).toContainText('is on its way.');
  await tabTo(page.getByRole('link', { name: `Back to ${user.attributes.name}` }));
  expect(await control.outbox(user)).toHaveLength(1);
});

test('Enter in a field does what the form is for, and is no check', async ({ enter, control, scripts }) => {
  const user = await someoneFor(control, 'sign-out');
  const page = await enter('helpdesk');
  await openForm(page, user, 'sign-out', scripts);
  await fillWhy(page);
  await page.getByLabel('Reason').press('Enter');
  await expect(outcome(page)).toContainText('is signed out everywhere.');
});

test('what was done lately is said first, so that nobody does it twice', async ({ enter, control, scripts }) => {
  const user = await someoneFor(control, 'invitation');
  const page = await enter('helpdesk');
  await openForm(page, user, 'invitation', scripts);
  await fillWhy(page);
  await press(page, 'invitation');
  await expect(outcome(page)).toContainText('Succeeded');
  const colleague = await enter('customer');
  await colleague.goto(pageOf(user));
  await expect(colleague.getByRole('main')).toContainText('Invitation sent again by Tomasz Wilk, just now.');
  await expect(colleague.getByRole('main')).toContainText('It expires in 7 days.');
});

test('a confirmed sign-up and an enabled account let people in with the password they have', async ({ enter, control, scripts }) => {
  const page = await enter('supervisor');
  for (const [word, before] of [['confirm', 'UserNotConfirmedException'], ['enable', 'NotAuthorizedException']] as const) {
    const user = await someoneFor(control, word);
    expect(await control.signIn(user, seededPassword)).toBe(before);
    await openForm(page, user, word, scripts);
    await fillWhy(page);
    await press(page, word);
    await expect(outcome(page)).toContainText('Succeeded');
    expect(await control.signIn(user, seededPassword)).toBe('signed in');
  }
});

test('sessions end, and the password stays', async ({ enter, control, scripts }) => {
  const user = await someoneFor(control, 'sign-out');
  const lives = await control.session(user, seededPassword);
  expect(await lives()).toBe(true);
  const page = await enter('helpdesk');
  await openForm(page, user, 'sign-out', scripts);
  await fillWhy(page);
  await press(page, 'sign-out');
  await expect(outcome(page)).toContainText('Succeeded');
  expect(await lives()).toBe(false);
  expect(await control.signIn(user, seededPassword)).toBe('signed in');
});

test('a contact marked verified, and the code to it: both are done, and the page says both', async ({ enter, control, scripts }) => {
  const user = await someoneFor(control, 'verify-email');
  const page = await enter('supervisor');
  await openForm(page, user, 'verify-email', scripts);
  await expect(page.getByRole('checkbox', { name: 'Send a reset code' })).toBeChecked();
  await fillWhy(page);
  await press(page, 'verify-email');
  await expect(page.getByRole('status').filter({ hasText: 'counts as verified.' })).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'A reset code is on its way' })).toContainText(`an e-mail at ${user.username[0]}•••@example.com`);
  await expect(page.getByLabel('Text for the ticket')).toContainText('A reset code is on its way');
  expect(await control.outbox(user)).toHaveLength(1);
  expect((await control.user(user.username)).status).toBe('RESET_REQUIRED');
});

test('a code that fails afterwards leaves the contact verified, and the page says which half was done', async ({ enter, control, scripts }) => {
  const user = await someoneFor(control, 'verify-email');
  const page = await enter('supervisor');
  await openForm(page, user, 'verify-email', scripts);
  await fillWhy(page);
  await control.fault({ operation: 'AdminResetUserPassword', kind: 'limit_exceeded', times: 1 });
  await press(page, 'verify-email');
  await expect(page.getByRole('status').filter({ hasText: 'counts as verified.' })).toBeVisible();
  await expect(page.getByRole('alert')).toContainText('The contact stays marked verified, and no reset code was sent.');
  expect((await control.user(user.username)).attributes.email_verified).toBe('true');
  expect(await control.outbox(user)).toHaveLength(0);
});

test('no code follows a contact that somebody else signs in with', async ({ enter, control, scripts }) => {
  const user = await someoneFor(control, 'verify-email');
  const page = await enter('supervisor');
  await openForm(page, user, 'verify-email', scripts);
  await fillWhy(page);
  await control.fault({ operation: 'AdminUpdateUserAttributes', kind: 'alias_exists', times: 1 });
  await press(page, 'verify-email');
  const alert = outcome(page, 'alert');
  await expect(alert).toContainText('Refused by Cognito');
  await expect(alert).toContainText('Somebody else in the pool signs in with this contact.');
  await expect(alert).toContainText("Who can mend it: the pool's owner.");
  await expect(card(page, 'On record')).toContainText('AliasExistsException');
  await expect(page.getByRole('main')).toContainText('No reset code was sent: that follows a success only.');
  expect(await control.resets(user)).toBe(0);
});

test('a refusal, and a doubt, of an invitation are told apart from a success, and what was typed can be tried again', async ({ enter, control, scripts }) => {
  const user = await someoneFor(control, 'invitation');
  const page = await enter('helpdesk');
  await openForm(page, user, 'invitation', scripts);
  await fillWhy(page);
  await control.fault({ operation: 'AdminCreateUser', kind: 'user_lambda_validation', times: 1 });
  await press(page, 'invitation');
  await expect(page).toHaveTitle(/^Error: Refused by Cognito/);
  await expect(outcome(page, 'alert')).toContainText("The pool's own trigger refused it.");
  await expect(outcome(page)).toHaveCount(0);
  await page.getByRole('link', { name: 'Try again with what you typed' }).click();
  await expectWhyKept(page);
  await control.fault({ operation: 'AdminCreateUser', kind: 'cut_before', times: 1 });
  await press(page, 'invitation');
  await expect(page).toHaveURL(/\/results\//);
  // A doubt lasts until the user has been read again, ten seconds later: only then is "nothing happened" evidence. Here they cannot be read.
  await control.fault({ operation: 'AdminGetUser', kind: 'access_denied' });
  await expect(outcome(page, 'alert')).toContainText('Nobody can tell yet whether the invitation');
  await expect(page.getByRole('main')).toContainText('Do not send again yet.');
  await expect(page.getByRole('main')).not.toContainText('Succeeded');
  await expect(page.getByRole('link', { name: 'Try again with what you typed' })).toHaveCount(0);
  expect(await control.outbox(user), 'nothing went out').toHaveLength(0);
});

test('a double click sends one invitation', async ({ enter, control, scripts }) => {
  const user = await someoneFor(control, 'invitation');
  const page = await enter('helpdesk');
  await openForm(page, user, 'invitation', scripts);
  await fillWhy(page);
  await control.fault({ operation: 'AdminCreateUser', delay_ms: 400, times: 1 });
  await page.getByRole('button', { name: 'Resend invitation' }).dblclick();
  await expect(outcome(page)).toContainText('is on its way.');
  expect(await control.outbox(user)).toHaveLength(1);
});

test('headings are in order on the user page and on the result', async ({ enter, control, scripts }) => {
  const user = await someoneFor(control, 'invitation');
  const page = await enter('supervisor');
  const levels = () => page.getByRole('heading').evaluateAll((all) => all.map((heading) => Number(heading.tagName[1])));
  const expectOrder = async () => {
    const found = await levels();
    expect(found.filter((level) => level === 1)).toHaveLength(1);
    found.forEach((level, place) => expect(level - (found[place - 1] ?? 0), `${page.url()}: ${found}`).toBeLessThanOrEqual(1));
  };
  await findUser(page, user.username);
  await openForm(page, user, 'invitation', scripts);
  await expectOrder();
  await fillWhy(page);
  await press(page, 'invitation');
  await expect(outcome(page)).toBeVisible();
  await expectOrder();
});
