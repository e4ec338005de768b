// The buttons of posts. All of a page share one form, so that each costs little of it.
import type { Child } from 'hono/jsx';
import type { Look } from './look.ts';
import { Form } from './parts.tsx';

export const acts = ['up', 'down', 'none', 'bookmark', 'hide-member', 'hide-instance', 'unread'] as const;
export type Act = (typeof acts)[number];

const ID = 'act';

/** Once on each page that shows posts to a member. */
export const ActForm = ({ look }: { look: Look }) => <Form look={look} id={ID} action="/acts" />;

type ButtonProps = {
  act: Act;
  post: { name: string };
  'aria-label'?: string;
  'aria-pressed'?: 'true' | 'false';
  children: Child;
};

export const ActButton = ({ act, post, children, ...rest }: ButtonProps) => (
  <button form={ID} name={act} value={post.name} {...rest}>
    {children}
  </button>
);
