// The forms that stand on pages of their own: first run, sign in, new thread. And the page that says why not.
import type { Actor } from '../../forum/policy/actor.ts';
import type { PlaceView } from '../../forum/threads/place-view.ts';
import type { Answer } from '../answer.ts';
import type { Failure, Problem } from '../failure.ts';
import { page, type Site } from './layout.tsx';
import { Acknowledgement, ProblemNote, placePath } from './parts.tsx';

const Credentials = ({ name, making }: { name: string; making: boolean }) => (
  <>
    <label for="name">Name</label>
    <input id="name" name="name" value={name} autocomplete="username" autocapitalize="none" required />
    {making && <p class="quiet">2 to 32 of the characters a-z, 0-9 and _.</p>}
    <label for="password">Password</label>
    <input
      id="password"
      name="password"
      type="password"
      autocomplete={making ? 'new-password' : 'current-password'}
      required
    />
  </>
);

type FormProps = { site: Site; problem?: Problem | undefined };

export const signInPage = ({ site, problem, name, next }: FormProps & { name: string; next: string }): Answer =>
  page(problem?.status ?? 200, {
    site,
    title: 'Sign in',
    children: (
      <form method="post" action="/sign-in">
        <h1>Sign in</h1>
        <p class="quiet">With your account on {site.origin}.</p>
        <ProblemNote problem={problem} />
        <Credentials name={name} making={false} />
        {problem?.code === 'second-factor' && (
          <>
            <label for="code">Code of your authenticator app, or a recovery code</label>
            <input id="code" name="code" autocomplete="one-time-code" autocapitalize="none" required />
          </>
        )}
        <input type="hidden" name="next" value={next} />
        <button type="submit">Sign in</button>
        <p>
          <a href="/forgotten">Password forgotten?</a>
        </p>
      </form>
    ),
  });

type FirstRunProps = FormProps & { instance: string; name: string; token: string };

export const firstRunPage = ({ site, problem, instance, name, token }: FirstRunProps): Answer =>
  page(problem?.status ?? 200, {
    site,
    title: 'First run',
    children: (
      <form method="post" action="/first-run">
        <h1>Welcome to {site.origin}</h1>
        <p>This names the instance and makes its first admin. The link works once.</p>
        <ProblemNote problem={problem} />
        <label for="instance">What people call this instance</label>
        <input id="instance" name="instance" value={instance} maxlength={120} required />
        <h2>Your account</h2>
        <Credentials name={name} making={true} />
        <input type="hidden" name="token" value={token} />
        <button type="submit">Make the account</button>
      </form>
    ),
  });

type NewThreadProps = FormProps & { actor: Actor; place: PlaceView; title: string; body: string };

export const newThreadPage = ({ site, actor, place, problem, title, body }: NewThreadProps): Answer =>
  page(problem?.status ?? 200, {
    site,
    title: 'New thread',
    actor,
    path: `${placePath(place)}/new`,
    children: (
      <form method="post" action={`${placePath(place)}/new`}>
        <p class="quiet">
          <a href={placePath(place)}>{place.title}</a>
        </p>
        <h1>New thread</h1>
        {place.kind === 'plank' && (
          <p class="quiet">On a plank: every constituent gets a copy, and keeps it until you delete it.</p>
        )}
        <ProblemNote problem={problem} />
        <label for="title">Title</label>
        <input id="title" name="title" value={title} maxlength={300} required />
        <label for="body">Text, in Markdown</label>
        <textarea id="body" name="body" required>
          {body}
        </textarea>
        <Acknowledgement problem={problem} />
        <button type="submit">Start the thread</button>
      </form>
    ),
  });

export const failurePage = (site: Site, { problem, headers }: Failure): Answer =>
  page(
    problem.status,
    {
      site,
      title: problem.title,
      children: (
        <>
          <h1>{problem.title}</h1>
          <p role="alert">{problem.detail}</p>
          <p>
            <a href="/">To the front page</a>
            {problem.status === 401 && (
              <>
                {' · '}
                <a href="/sign-in">Sign in</a>
              </>
            )}
          </p>
        </>
      ),
    },
    headers,
  );
