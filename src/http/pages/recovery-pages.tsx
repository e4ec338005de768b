// The pages that links in mails lead to: confirm an address, choose a new password. And the one that asks for such a link.
import type { Answer } from '../answer.ts';
import type { Problem } from '../failure.ts';
import { page, type Site } from './layout.tsx';
import { ProblemNote } from './parts.tsx';

type Props = { site: Site; problem?: Problem | undefined };

export const confirmEmailPage = ({ site, problem, token }: Props & { token: string }): Answer =>
  page(problem?.status ?? 200, {
    site,
    title: 'Confirm your address',
    children: (
      <form method="post" action="/confirm-email">
        <h1>Confirm your address</h1>
        <ProblemNote problem={problem} />
        <p>From then on {site.origin} may write to it, and mail you a link when you lose your password.</p>
        <input type="hidden" name="token" value={token} />
        <button type="submit">This is my address</button>
      </form>
    ),
  });

export const forgottenPage = ({ site, problem, account }: Props & { account: string }): Answer =>
  page(problem?.status ?? 200, {
    site,
    title: 'A new password',
    children: (
      <form method="post" action="/forgotten">
        <h1>A new password</h1>
        <ProblemNote problem={problem} />
        <label for="account">Your name here, or your mail address</label>
        <input id="account" name="account" value={account} autocomplete="username" autocapitalize="none" required />
        <button type="submit">Mail me a link</button>
      </form>
    ),
  });

export const newPasswordPage = ({ site, problem, token }: Props & { token: string }): Answer =>
  page(problem?.status ?? 200, {
    site,
    title: 'A new password',
    children: (
      <form method="post" action="/reset-password">
        <h1>A new password</h1>
        <p class="quiet">For your account on {site.origin}. It ends every sign-in that is open.</p>
        <ProblemNote problem={problem} />
        <label for="password">New password</label>
        <input id="password" name="password" type="password" autocomplete="new-password" required />
        <input type="hidden" name="token" value={token} />
        <button type="submit">Set the password</button>
      </form>
    ),
  });

/** It is done; what to do next. */
export const donePage = ({ site, title, text }: { site: Site; title: string; text: string }): Answer =>
  page(200, {
    site,
    title,
    children: (
      <>
        <h1>{title}</h1>
        <p>{text}</p>
        <p>
          <a href="/sign-in">Sign in</a>
        </p>
      </>
    ),
  });
