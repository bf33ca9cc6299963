import type { Page } from '@playwright/test';
import { personas } from '../people';
import { card, expect, expectAccessible, expectNoSidewaysScroll, fillReset, openUser, sendResetCode, signIn, test } from './support';

const reason = 'Laptop stolen on the train';

/** Lifts every lock there is, so that no other test meets one. */
async function liftAll(page: Page) {
  await page.goto('/locks');
  const lift = page.getByRole('button', { name: /^Lift the lock on/ });
  for (let left = await lift.count(); left > 0; left -= 1) {
    await lift.first().click();
    // The next one is looked for on the page that comes, and not on the one that goes.
    await expect(lift).toHaveCount(left - 1);
  }
  await expect(page.getByText('Nothing is locked.')).toBeVisible();
}

/** The row of somebody among those who signed in lately. */
const person = (page: Page, name: string) => page.getByRole('table', { name: 'Staff who signed in lately' }).getByRole('row').filter({ hasText: name });

async function lockOut(page: Page, name: string) {
  await page.goto('/sessions');
  await page.getByRole('searchbox', { name: 'Find staff by name' }).fill(name);
  await page.getByRole('button', { name: 'Search' }).click();
  await person(page, name).getByRole('link', { name: `Lock out ${name}` }).click();
  const form = card(page, `Lock out ${name}`);
  await form.getByLabel('Reason').fill(reason);
  await form.getByLabel('How long').selectOption('8 hours');
  await form.getByRole('button', { name: `Lock out ${name}` }).click();
  await expect(page.getByRole('status')).toContainText('It is locked, from the next request on.');
}

test('somebody is locked out at once, reads whom to ask and not why, and comes back when the lock is lifted', async ({ enter, page }) => {
  const supervisor = await enter('supervisor');
  await signIn(page, 'both');
  try {
    await lockOut(supervisor, personas.both);
    await expect(supervisor.getByRole('row').filter({ hasText: personas.both })).toContainText(reason);
    await page.goto('/users');
    await expect(page).toHaveURL(/\/sign-in\?problem=locked/);
    await expect(page.getByRole('alert')).toContainText('Ask your supervisor.');
    await expect(page.locator('body')).not.toContainText(reason);
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: personas.both }).click();
    await expect(page.getByRole('alert')).toContainText('This is locked for you at the moment.');

    await supervisor.goto('/sessions');
    await expect(person(supervisor, personas.both)).toContainText('Locked out');
    await supervisor.goto('/audit?action=lock.set');
    await expect(supervisor.getByRole('row').filter({ hasText: reason }).first()).toContainText(personas.supervisor);
  } finally {
    await liftAll(supervisor);
  }
  await page.goto('/sign-in');
  await signIn(page, 'both');
});

test('under a lock on all actions every page says so, nothing is sent, and what was typed waits until it is lifted', async ({ enter, control, page, scripts }) => {
  const helpdesk = await enter('helpdesk');
  await signIn(page, 'administrator');
  const user = await control.someone();
  await openUser(helpdesk, user, scripts);
  await fillReset(helpdesk, { reason: 'Caller has a new phone' });
  try {
    await page.goto('/locks');
    const form = card(page, 'Lock all actions');
    await form.getByRole('button', { name: 'Lock all actions' }).click();
    await expect(page).toHaveTitle(/^Error: /);
    await page.getByRole('alert').getByRole('link', { name: 'Say why you do this: it goes into the audit trail.' }).click();
    await expect(form.getByLabel('Reason')).toBeFocused();
    await form.getByLabel('Reason').fill(reason);
    await form.getByRole('button', { name: 'Lock all actions' }).click();
    await expect(page.getByRole('status')).toContainText('It is locked');

    await sendResetCode(helpdesk);
    await expect(helpdesk.getByRole('alert').first()).toContainText('This is locked for you at the moment.');
    await expect(helpdesk.getByLabel('Reason')).toHaveValue('Caller has a new phone');
    expect(await control.resets(user)).toBe(0);
    const again = helpdesk.url();
    for (const address of ['/users', '/work', '/waiting']) {
      await helpdesk.goto(address);
      await expect(helpdesk.getByText(`Actions are locked by ${personas.administrator}: ${reason}`)).toBeVisible();
    }
    await openUser(helpdesk, user, false);
    await expect(helpdesk.getByText('Actions are locked now. The top of the page says by whom.')).toBeVisible();
    await expect(helpdesk.getByRole('button', { name: 'Send reset code' })).toHaveCount(0);

    await liftAll(page);
    await helpdesk.goto(again);
    await sendResetCode(helpdesk);
    await expect(helpdesk).toHaveURL(/\/results\//);
    expect(await control.resets(user)).toBe(1);
  } finally {
    await liftAll(page);
  }
});

test('the help desk finds no locks and no other people, and an auditor none either', async ({ enter }) => {
  for (const persona of ['helpdesk', 'auditor'] as const) {
    const page = await enter(persona);
    await page.goto('/sessions');
    await expect(page.getByRole('table', { name: 'Staff who signed in lately' })).toHaveCount(0);
    await expect(page.getByRole('link', { name: 'Locks' })).toHaveCount(0);
    await page.goto('/locks');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your role does not allow this.');
  }
});

test('a supervisor ends all sessions of one person', async ({ enter, page }) => {
  await signIn(page, 'both');
  const supervisor = await enter('supervisor');
  await supervisor.goto('/sessions?who=leila');
  await expect(person(supervisor, personas.both)).toBeVisible();
  await expect(supervisor.getByText(personas.helpdesk)).toHaveCount(0);
  await supervisor.getByRole('button', { name: `End all sessions of ${personas.both}` }).click();
  await expect(supervisor.getByRole('status')).toContainText('All of their sessions are ended.');
  await page.goto('/users');
  await expect(page).toHaveURL(/\/sign-in/);
});

test('two minutes before its end a page with scripts warns and keeps the session, and without them its foot says until when', async ({ enter, scripts }) => {
  const page = await enter('supervisor');
  if (!scripts) {
    await page.goto('/users');
    await expect(page.getByRole('contentinfo')).toContainText(/Signed in until \d\d:\d\d UTC if nothing is done, until \d\d:\d\d UTC in any case\./);
    return;
  }
  await page.clock.install();
  // What the server says is left stands in for quarters of an hour that nobody waits for.
  let left = { idle: 119, absolute: 30_000 };
  const polls: (string | undefined)[] = [];
  await page.route('**/sessions/left', async (route) => {
    polls.push(route.request().headers()['x-passdesk-poll']);
    await route.fulfill({ json: left });
  });
  await page.goto('/users');
  const warning = page.locator('#session-warning');
  await expect(warning).toBeHidden();
  await page.clock.fastForward('12:00');
  await expect(warning).toBeHidden();
  expect(polls).toEqual([]);
  await page.clock.fastForward('01:30');
  await expect(warning).toContainText('Your session ends in 2 minutes, since nothing was done.');
  expect(polls, 'looking is no use of the session').toEqual(['1']);
  left = { idle: 900, absolute: 30_000 };
  await warning.getByRole('button', { name: 'Stay signed in' }).click();
  await expect(warning).toBeHidden();
  expect(polls, 'the button is').toEqual(['1', undefined]);

  left = { idle: 900, absolute: 100 };
  await page.clock.fastForward('13:10');
  await expect(warning).toContainText('Nothing that you typed is lost');
  await expect(warning.getByRole('button')).toBeHidden();
  left = { idle: 800, absolute: 0 };
  await page.clock.fastForward('01:50');
  await expect(warning).toContainText('Your session has ended. Send your form all the same');
});

test('what is left of a session is asked of the server, and asking by itself does not prolong it', async ({ enter }) => {
  const page = await enter('supervisor');
  const answer = await page.request.get('/sessions/left', { headers: { 'x-passdesk-poll': '1' } });
  const left = (await answer.json()) as { idle: number; absolute: number };
  expect(left.idle).toBeGreaterThan(60);
  expect(left.idle).toBeLessThanOrEqual(15 * 60);
  expect(left.absolute).toBeGreaterThan(left.idle);
});

test('locks and sessions: accessible, one heading, no sideways scrolling, in light and dark, on a desk and on a phone', async ({ enter, page }) => {
  const supervisor = await enter('supervisor');
  await signIn(page, 'administrator');
  try {
    await page.goto('/locks');
    const form = card(page, 'Lock a role');
    await form.getByLabel('Role').selectOption('helpdesk');
    await form.getByLabel('Reason').fill(`${reason}, and then ${'a very long word '.repeat(12)}`);
    await form.getByRole('button', { name: 'Lock the role' }).click();
    await expect(page.getByRole('status')).toBeVisible();
    for (const [looked, address] of [[page, '/locks'], [supervisor, '/sessions'], [await enter('helpdesk'), '/sessions']] as const) {
      await looked.goto(address);
      await expect(looked.getByRole('heading', { level: 1 })).toHaveCount(1);
      await expectNoSidewaysScroll(looked);
      await expectAccessible(looked);
    }
  } finally {
    await liftAll(page);
  }
});
