import { type Addresses } from './addresses';
import { named } from './people';

export const customers = 'eu-west-1_Nw4Customers';
export const partners = 'us-east-1_Nw4Partners';
export const kiosks = 'eu-west-1_Nw4Kiosks';

/** A user as the sandbox's Cognito keeps them. */
export interface User {
  pool: string;
  username: string;
  sub: string;
  status: string;
  enabled: boolean;
  attributes: Record<string, string>;
  groups: string[];
}

/** What goes wrong with the next calls of an operation. */
export interface Fault {
  operation: string;
  kind?:
    | 'throttle'
    | 'limit_exceeded'
    | 'mail_limit'
    | 'access_denied'
    | 'cut_before'
    | 'cut_after'
    | 'internal_error'
    | 'garbage'
    | 'user_lambda_validation'
    | 'alias_exists'
    | 'code_delivery_failure'
    | 'invalid_password'
    | 'password_history_policy_violation';
  delay_ms?: number;
  times?: number;
}

/** The applications that users sign in to. */
const applications: Record<string, string> = {
  [customers]: '4nwcustomersapp7q2m9x5k1ab',
  [partners]: '5nwpartnersapp3h8t2v6c9wxy',
  [kiosks]: '6nwkiosksapp1r4z8d0f2g7hjk',
};

/** Every seeded user's. */
export const seededPassword = 'Sandbox-Pass-2024';

interface Message {
  username: string;
  destination: string;
  code: string;
  client_metadata: Record<string, string> | null;
}

/** The address of a user's page. */
export const pageOf = (user: User) => `/users/${user.pool}/${user.sub}`;

/** The sandbox's control interface: what a test arranges behind the console's back, and what it counts afterwards. */
export class Control {
  private made = 0;
  /** Those who are there for one test. */
  private guests: User[] = [];

  constructor(private readonly addresses: Addresses) {}

  /** A user by username, e-mail address or `sub`. */
  user(name: string, pool = customers): Promise<User> {
    return this.ask('GET', `users/${pool}/${encodeURIComponent(name)}`);
  }

  /** Changes a user without an effect in the log. */
  change(user: Pick<User, 'pool' | 'username'>, patch: object): Promise<User> {
    return this.ask('POST', `users/${user.pool}/${encodeURIComponent(user.username)}`, patch);
  }

  /**
   * A customer of this test's own: confirmed, enabled, with the seeded password, a verified e-mail address and in no group. Nobody has ever done
   * anything to them, and `forgetGuests` takes them out again, so that counts, lists and passwords are the same whatever ran before.
   */
  async someone(): Promise<User> {
    this.made += 1;
    const { first, last, username } = named(this.made);
    const attributes = { name: `${first} ${last}`, given_name: first, family_name: last, email: `${username}@example.com`, email_verified: 'true' };
    const user = await this.ask<User>('PUT', `users/${customers}/${username}`, { created_at: '2024-03-05T09:12:00Z', attributes });
    this.guests.push(user);
    return user;
  }

  /** Takes those out of the pool who were made for the test that is over. */
  async forgetGuests(): Promise<void> {
    const guests = this.guests;
    this.guests = [];
    for (const guest of guests) await this.remove(guest);
  }

  /** Takes a user out of the pool. */
  async remove(user: User): Promise<void> {
    await this.ask('DELETE', `users/${user.pool}/${encodeURIComponent(user.username)}`);
    this.guests = this.guests.filter((guest) => guest.sub !== user.sub);
  }

  /** The messages to a user, newest first. */
  async outbox(user: User): Promise<Message[]> {
    const query = new URLSearchParams({ format: 'json', pool: user.pool, username: user.username });
    return (await this.ask<{ messages: Message[] }>('GET', `outbox?${query}`)).messages;
  }

  /** How often an operation really changed a user. */
  async effects(user: User, operation: string): Promise<number> {
    const query = new URLSearchParams({ format: 'json', operation, pool: user.pool, username: user.username });
    return (await this.ask<{ count: number }>('GET', `effects?${query}`)).count;
  }

  /** How many resets of a user really happened. */
  resets(user: User): Promise<number> {
    return this.effects(user, 'AdminResetUserPassword');
  }

  /** How many passwords of a user were really set. */
  passwords(user: User): Promise<number> {
    return this.effects(user, 'AdminSetUserPassword');
  }

  /** What a user meets who signs in to their application: `signed in`, the challenge, or the error. */
  async signIn(user: User, password: string): Promise<string> {
    return (await this.initiateAuth(user, password)).met;
  }

  /** A session of a user: whether it still lives. */
  async session(user: User, password: string): Promise<() => Promise<boolean>> {
    const { token } = await this.initiateAuth(user, password);
    return async () => (await this.call('GetUser', { AccessToken: token })).ok;
  }

  /** Sets a fault, for as many calls as it says. */
  async fault(fault: Fault): Promise<void> {
    await this.ask('POST', 'faults', fault);
  }

  async clearFaults(): Promise<void> {
    await this.ask('DELETE', 'faults');
  }

  /** What the issuer does wrong at the next sign-in. */
  async misbehave(next: 'old_auth_time' | 'no_auth_time' | 'wrong_acr'): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${this.addresses.issuer}/misbehave`, { method: 'POST', headers, body: JSON.stringify({ next }) });
    if (!answer.ok) throw new Error(`POST /misbehave: ${answer.status} ${await answer.text()}`);
  }

  private async initiateAuth(user: User, password: string) {
    const answer = await this.call('InitiateAuth', {
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: applications[user.pool],
      AuthParameters: { USERNAME: user.username, PASSWORD: password },
    });
    const said = (await answer.json()) as { ChallengeName?: string; AuthenticationResult?: { AccessToken: string }; __type?: string };
    const token = said.AuthenticationResult?.AccessToken;
    return { token, met: token ? 'signed in' : (said.ChallengeName ?? said.__type ?? 'nothing') };
  }

  private call(operation: string, input: object): Promise<Response> {
    return fetch(this.addresses.cognito, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AWSCognitoIdentityProviderService.${operation}` },
      body: JSON.stringify(input),
    });
  }

  private async ask<T>(method: string, path: string, body?: object): Promise<T> {
    const answer = await fetch(`${this.addresses.cognito}/sandbox/${path}`, {
      method,
      headers: { accept: 'application/json', ...(body && { 'content-type': 'application/json' }) },
      body: body && JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} /sandbox/${path}: ${answer.status} ${await answer.text()}`);
    return (answer.status === 204 ? undefined : await answer.json()) as T;
  }
}
