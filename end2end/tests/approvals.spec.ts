import { personas } from '../people';
import { card, expect, expectAccessible, expectNoSidewaysScroll, fillReset, pageOf, signIn, test } from './support';

test('what takes another person is asked for, seen, approved and carried out', async ({ enter, control, page, scripts }) => {
  const user = await control.someone();
  await control.change(user, { groups: ['admins'] });
  const helpdesk = await enter('helpdesk');
  await helpdesk.goto(pageOf(user));
  await expect(helpdesk.getByRole('main')).toContainText("This takes another person's approval.");
  await fillReset(helpdesk, { reason: 'Caller has a new phone', ticket: 'INC-204817' });
  await helpdesk.getByRole('button', { name: 'Ask for approval' }).click();
  await expect(helpdesk.getByRole('status').filter({ hasText: 'It waits' })).toContainText("It waits for another person's decision.");
  const request = helpdesk.url();

  await signIn(page, 'supervisor');
  if (scripts) await expect(page.getByRole('navigation').getByRole('link', { name: /^Approvals \d/ })).toBeVisible();
  await page.getByRole('navigation').getByRole('link', { name: /^Approvals/ }).click();
  await page.getByRole('row').filter({ hasText: 'Waiting' }).getByRole('link', { name: new RegExp(`Reset code for .*`) }).first().waitFor();
  await page.goto(request);
  const asked = card(page, 'What is asked for');
  await expect(asked).toContainText(user.username);
  await expect(asked).toContainText('Caller has a new phone');
  await expect(card(page, 'The user now')).toContainText('in the tier protected');
  await page.getByRole('button', { name: 'Approve' }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await page.getByRole('alert').getByRole('link').click();
  await expect(page.getByLabel('Reason')).toBeFocused();
  await page.getByLabel('Reason').fill('Called back on the number on file');
  await page.getByRole('button', { name: 'Approve' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'approved it' })).toContainText(`${personas.supervisor} approved it.`);
  expect(await control.resets(user)).toBe(0);

  // With scripts the page shows the decision by itself.
  if (scripts) await expect(helpdesk.getByRole('button', { name: 'Carry it out' })).toBeVisible({ timeout: 20_000 });
  else await helpdesk.reload();
  await expect(helpdesk.getByRole('main')).toContainText('Called back on the number on file');
  await helpdesk.getByRole('button', { name: 'Carry it out' }).click();
  await expect(helpdesk).toHaveURL(/\/results\//);
  await expect(helpdesk.getByRole('status').first()).toContainText('Succeeded');
  await helpdesk.goto(request);
  await expect(helpdesk.getByRole('main')).toContainText('It was carried out.');
  expect(await control.resets(user)).toBe(1);
});

test('a request that is rejected says why, and one that is withdrawn cannot be decided on', async ({ enter, control, page }) => {
  const user = await control.someone();
  await control.change(user, { groups: ['admins'] });
  const helpdesk = await enter('helpdesk');
  const ask = async () => {
    await helpdesk.goto(pageOf(user));
    await fillReset(helpdesk);
    await helpdesk.getByRole('button', { name: 'Ask for approval' }).click();
    await expect(helpdesk).toHaveURL(/\/escalations\//);
    return helpdesk.url();
  };
  await signIn(page, 'supervisor');
  const first = await ask();
  // Away from the request, whose page would load itself again after the decision, while it is opened here.
  await helpdesk.goto('/users');
  await page.goto(first);
  await page.getByLabel('Reason').fill('They could not name their manager');
  await page.getByRole('button', { name: 'Reject' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'rejected it' })).toBeVisible();
  await helpdesk.goto(first);
  await expect(helpdesk.getByRole('main')).toContainText('They could not name their manager');

  const second = await ask();
  await page.goto(second);
  // Typed before it is withdrawn: a page on which nothing is typed shows that by itself, and takes the form away.
  await page.getByLabel('Reason').fill('Called back');
  await helpdesk.getByRole('button', { name: 'Withdraw' }).click();
  await expect(helpdesk.getByRole('main')).toContainText('It was withdrawn.');
  await page.getByRole('button', { name: 'Approve' }).click();
  await expect(page.getByRole('alert').first()).toContainText('This request is not waiting for that any more.');
  expect(await control.resets(user)).toBe(0);
});

const looks = { 'the queue': 'supervisor', 'a request, to whoever decides,': 'supervisor', 'a request, to whoever asked,': 'helpdesk' } as const;
for (const [name, persona] of Object.entries(looks)) {
  test(`${name} looks right: light and dark, desk and phone`, async ({ enter, control }) => {
    const user = await control.someone();
    await control.change(user, { groups: ['admins'] });
    const helpdesk = await enter('helpdesk');
    await helpdesk.goto(pageOf(user));
    await fillReset(helpdesk);
    await helpdesk.getByRole('button', { name: 'Ask for approval' }).click();
    await expect(helpdesk).toHaveURL(/\/escalations\//);
    const request = helpdesk.url();
    const page = persona === 'helpdesk' ? helpdesk : await enter(persona);
    await page.goto(name === 'the queue' ? '/escalations' : request);
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    // So that no other test finds it waiting.
    await helpdesk.goto(request);
    await helpdesk.getByRole('button', { name: 'Withdraw' }).click();
    await expect(helpdesk.getByRole('main')).toContainText('It was withdrawn.');
  });
}
