import { personas } from '../people';
import { type RunningSandbox, startSandbox } from '../sandbox';
import { test as base, card, expect, expectAccessible, expectNoSidewaysScroll, fillReset, openUser, sendResetCode } from './support';

/** With limits that a test reaches: two actions of one person in ten minutes, one on a user in a day. */
const test = base.extend<object, { sandbox: RunningSandbox }>({
  sandbox: [
    async ({}, use, worker) => {
      const env = { PASSDESK_VELOCITY_STAFF_IN_10_MINUTES: '2', PASSDESK_VELOCITY_USER_IN_24_HOURS: '1' };
      const sandbox = await startSandbox(worker.parallelIndex, { place: 1, env });
      await use(sandbox);
      await sandbox.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
});
test.describe.configure({ mode: 'serial' });

test('nothing is to be looked at until somebody did something', async ({ enter }) => {
  const supervisor = await enter('supervisor');
  await supervisor.goto('/users');
  await supervisor.getByRole('link', { name: 'Signals' }).click();
  await expect(supervisor.getByRole('heading', { name: 'No signals' })).toBeVisible();
  await supervisor.getByText('What is watched').click();
  await expect(supervisor.getByText('more was asked for than one may do: 2 in 10 minutes; 1 on one user in 24 hours, whoever acts')).toBeVisible();
  await expectAccessible(supervisor);
});

test('whoever has done enough reads which limit it is and until when, and a supervisor sees it and what to do', async ({ enter, control, scripts }) => {
  const helpdesk = await enter('helpdesk');
  const [first, second, third] = [await control.someone(), await control.someone(), await control.someone()];
  for (const user of [first, second]) {
    await openUser(helpdesk, user, scripts);
    await fillReset(helpdesk);
    await sendResetCode(helpdesk);
    await expect(helpdesk).toHaveURL(/\/results\//);
  }
  await openUser(helpdesk, first, scripts);
  const help = card(helpdesk, 'Help ');
  await expect(help).toContainText('Helped 1 of 1 in 24 hours.');
  await expect(help).toContainText('This user has been helped once in 24 hours, which is the limit. It works again in 24 hours');
  await expect(helpdesk.getByRole('button', { name: 'Send reset code' })).toHaveCount(0);

  await openUser(helpdesk, third, scripts);
  await expect(card(helpdesk, 'Help ')).toContainText('You have reached your limit of 2 actions in 10 minutes. It works again in');
  await expect(helpdesk.getByRole('button', { name: 'Send reset code' })).toHaveCount(0);
  await expectAccessible(helpdesk);
  expect(await control.resets(third)).toBe(0);

  // A form from before: somebody was faster in another tab.
  const other = await enter('both');
  await openUser(other, third, scripts);
  await fillReset(other);
  const supervisor = await enter('supervisor');
  await openUser(supervisor, third, scripts);
  await fillReset(supervisor);
  await sendResetCode(supervisor);
  await expect(supervisor).toHaveURL(/\/results\//);
  await sendResetCode(other);
  await expect(other).toHaveTitle(/^Error: /);
  expect(await control.resets(third)).toBe(1);
});

test('whoever opens a canary notices nothing, and a supervisor does', async ({ enter, control, scripts }) => {
  const canary = await control.someone();
  await control.change(canary, { groups: ['cohort-7'] });
  const helpdesk = await enter('helpdesk');
  await openUser(helpdesk, canary, scripts);
  expect((await helpdesk.content()).toLowerCase()).not.toContain('canary');
  const supervisor = await enter('supervisor');
  await supervisor.goto('/signals');
  const row = supervisor.getByRole('row').filter({ hasText: 'Canary read' });
  await expect(row).toContainText(personas.helpdesk);
  await expect(row).toContainText('No caller is this user: ask what they were looking for.');
});

test('one’s own account is a sign, with the way into the trail and to the lock, on every screen', async ({ enter, control }) => {
  const customer = await enter('customer');
  const own = await control.user('ines.duarte');
  const refused = await customer.request.post('/api/passwords/reset', {
    form: { pool: own.pool, sub: own.sub, username: own.username, action_id: '5f0b9f3c-1e58-4c7e-9d7a-3f0c9a1e58d7', reason: 'My own, for once' },
    headers: { 'sec-fetch-site': 'same-origin', accept: 'application/json' },
  });
  expect(refused.status()).toBe(403);

  const supervisor = await enter('supervisor');
  await supervisor.goto('/signals');
  const row = supervisor.getByRole('row').filter({ hasText: 'Own account' });
  await expect(row).toContainText(personas.customer);
  await expectNoSidewaysScroll(supervisor);
  await expectAccessible(supervisor);
  await row.getByRole('link', { name: `Lock out ${personas.customer}` }).click();
  await expect(card(supervisor, `Lock out ${personas.customer}`)).toBeVisible();
  await supervisor.goto('/signals');
  await row.getByRole('link', { name: `In the trail: what ${personas.customer} did` }).click();
  await expect(supervisor.getByRole('table', { name: 'Records, newest first' })).toContainText('This is your own account.');

  const auditor = await enter('auditor');
  await auditor.goto('/signals');
  await expect(auditor.getByRole('row').filter({ hasText: 'Own account' })).toHaveCount(1);
  await expect(auditor.getByRole('link', { name: 'Lock out' })).toHaveCount(0);
  const helpdesk = await enter('helpdesk');
  await helpdesk.goto('/users');
  await expect(helpdesk.getByRole('link', { name: 'My work' })).toBeVisible();
  await expect(helpdesk.getByRole('link', { name: 'Signals' })).toHaveCount(0);
  await helpdesk.goto('/signals');
  await expect(helpdesk.getByRole('heading', { level: 1 })).toHaveText('Your role does not allow this.');
});
