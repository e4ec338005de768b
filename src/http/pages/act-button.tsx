// The buttons of posts. All of a page share one form, so that each costs little of it.
import type { Child } from 'hono/jsx';
import type { Look } from './look.ts';
import { Form } from './parts.tsx';

export const acts = ['up', 'down', 'none', 'bookmark', 'hide-member', 'hide-instance', 'unread'] as const;
export type Act = (typeof acts)[number];

/** Around all posts of a page. Nothing else in them is a form: those do not stand in each other. */
export const ActForm = ({ look, children }: { look: Look; children: Child }) =>
  look.actor.kind === 'member' ? (
    <Form look={look} class="posts" action="/acts">
      {children}
    </Form>
  ) : (
    children
  );

type ButtonProps = {
  act: Act;
  post: { name: string };
  'aria-label'?: string;
  'aria-pressed'?: 'true' | 'false';
  children: Child;
};

export const ActButton = ({ act, post, children, ...rest }: ButtonProps) => (
  <button name={act} value={post.name} {...rest}>
    {children}
  </button>
);
