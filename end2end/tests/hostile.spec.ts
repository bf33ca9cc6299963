import { card, expect, fillPair, fillReset, openUser, pageOf, pair, sendResetCode, test } from './support';

// No dialog, no error in the console and no violation of the policy: every test ends with that check.
const markup = '</textarea><script>alert(1)</script>';
const image = '"><img src=x onerror=alert(1)>';

test('markup in attributes stays text wherever the user is shown', async ({ enter, control, scripts }) => {
  const user = await control.user('script.kiddie');
  const page = await enter('helpdesk');
  await page.goto('/users?q=script.kid');
  await expect(page.getByRole('rowheader', { name: markup })).toBeVisible();
  await openUser(page, user, scripts);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(markup);
  await expect(page).toHaveTitle(new RegExp('</textarea><script>'));
  await fillReset(page);
  await sendResetCode(page);
  await expect(page.getByRole('status')).toContainText(markup);
  const auditor = await enter('auditor');
  await auditor.goto('/audit?user=script.kiddie');
  await expect(auditor.getByRole('row').filter({ hasText: markup }).first()).toBeVisible();
  for (const seen of [page, auditor]) await expect(seen.locator('img, script:not([nonce])')).toHaveCount(0);
});

test('markup in reason, ticket and metadata stays text in the form that comes back, the result and the record', async ({ enter, control, scripts }) => {
  const user = await control.someone();
  const page = await enter('helpdesk');
  await openUser(page, user, scripts);
  await fillReset(page, { reason: markup, ticket: image });
  await fillPair(page, 1, image, markup);
  await fillPair(page, 2, '{{7*7}}', '</script><!--');
  await sendResetCode(page);
  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.getByLabel('Reason')).toHaveValue(markup);
  await expect(page.getByLabel('Ticket')).toHaveValue(image);
  await expect(pair(page, 1).getByLabel('Key')).toHaveValue(image);
  await expect(pair(page, 2).getByLabel('Value')).toHaveValue('</script><!--');
  await expect(page.locator('img')).toHaveCount(0);

  await page.getByLabel('Ticket').fill('');
  await sendResetCode(page);
  await expect(page.getByRole('status')).toContainText('Succeeded');
  await expect(card(page, 'On record')).toContainText(markup);
  await expect(card(page, 'On record')).toContainText(`${image}: ${markup}`);
  const [message] = await control.outbox(user);
  expect(message?.client_metadata).toEqual({ [image]: markup, '{{7*7}}': '</script><!--' });

  const auditor = await enter('auditor');
  await auditor.goto(`/audit?user=${user.username}`);
  await auditor.getByRole('row').filter({ hasText: markup }).getByRole('rowheader').getByRole('link').click();
  await expect(auditor.getByRole('main')).toContainText(`${image}: ${markup}`);
});

test('a crafted error in the address is taken out of it and shown nowhere', async ({ enter, control }) => {
  const amara = pageOf(await control.user('amara.okafor'));
  const page = await enter('helpdesk');
  const forged = `__path=%2Fapi%2Fpasswords%2Freset&__err=${encodeURIComponent(btoa('Call 0900 123456'))}`;
  for (const path of [amara, '/users', '/sign-in', '/problem', '/sessions']) {
    await page.goto(`${path}?${forged}`);
    await expect(page).toHaveURL((url) => !url.search.includes('__err') && !url.search.includes('__path'));
    await expect(page.locator('body')).not.toContainText('0900');
  }
  await page.goto(`/problem?code=${encodeURIComponent(markup)}&reference=${encodeURIComponent('Call 0900')}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is no such page.');
  await expect(page.locator('body')).not.toContainText('0900');
});

test('markup in a search stays text', async ({ enter }) => {
  const page = await enter('helpdesk');
  await page.goto(`/users?q=${encodeURIComponent(image)}`);
  await expect(page.getByText(`matches “${image}”`)).toBeVisible();
  await expect(page.getByRole('searchbox', { name: 'Find a user' })).toHaveValue(image);
  await page.goto(`/audit?who=${encodeURIComponent(markup)}`);
  await expect(page.locator('img')).toHaveCount(0);
});

test("a form on another site cannot send a code with somebody's session", async ({ enter, control, sandbox }) => {
  const user = await control.someone();
  const page = await enter('helpdesk');
  await page.goto('/users');
  const fields = { pool: user.pool, sub: user.sub, username: user.username, action_id: crypto.randomUUID(), reason: 'Never asked for' };
  const inputs = Object.entries(fields).map(([name, value]) => `<input name="${name}" value="${value}">`).join('');
  // The same machine and another site: what its cookies and its origin say is as of any stranger's page.
  const elsewhere = sandbox.issuer.replace('127.0.0.1', 'localhost');
  await page.route(`${elsewhere}/`, (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<form action="${sandbox.console}/api/passwords/reset" method="post">${inputs}<button>Win a prize</button></form>`,
    }),
  );
  await page.goto(`${elsewhere}/`);
  await page.getByRole('button', { name: 'Win a prize' }).click();
  await expect(page).toHaveURL((url) => url.origin === sandbox.console);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(await control.resets(user)).toBe(0);
});
