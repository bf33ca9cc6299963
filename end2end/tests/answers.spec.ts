import { expect, fillPair, fillReset, openUser, pair, sendResetCode, test } from './support';

test('a result is taken away as JSON, whole or one value of it, and repeated as a new action', async ({ enter, control, scripts }) => {
  const page = await enter('helpdesk');
  const user = await control.someone();
  await openUser(page, user, scripts);
  await fillReset(page, { reason: 'Caller lost the old phone', ticket: 'INC-204817' });
  await fillPair(page, 1, 'locale', 'pl-PL');
  await sendResetCode(page);
  await expect(page).toHaveURL(/\/results\//);
  await page.getByText('Answer as JSON', { exact: true }).click();
  const answer = page.getByRole('region', { name: 'The answer as JSON' });
  const read = JSON.parse(await answer.innerText());
  expect(read).toMatchObject({ operation: 'AdminResetUserPassword', outcome: 'succeeded', request: { UserPoolId: user.pool, Username: user.username, ClientMetadata: { locale: 'pl-PL' } } });
  await page.getByRole('navigation', { name: 'What to show' }).getByRole('link', { name: 'Username' }).click();
  await expect(page.getByRole('region', { name: 'Username of the request' })).toHaveText(user.username);
  await page.getByRole('navigation', { name: 'What to show' }).getByRole('link', { name: 'Everything' }).click();
  await expect(answer).toContainText('aws_request_id');

  await page.getByRole('main').getByRole('link', { name: 'My work' }).click();
  await page.getByRole('link', { name: new RegExp(`^Repeat as new ?: Reset code sent, ${user.attributes.name}`) }).first().click();
  await expect(page.getByRole('status').filter({ hasText: 'The same again, as a new action.' })).toBeVisible();
  await expect(pair(page, 1).getByLabel('Value')).toHaveValue('pl-PL');
  for (const field of ['Reason', 'Ticket']) await expect(page.getByLabel(field)).toHaveValue('');
});
