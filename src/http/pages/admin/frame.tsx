// What surrounds every page of the administration: where else to go, and that something was done.
import type { Child } from 'hono/jsx';
import type { Actor } from '../../../forum/policy/actor.ts';
import type { Answer } from '../../answer.ts';
import { page } from '../layout.tsx';
import type { Look } from '../look.ts';

export const sections = [
  'overview',
  'settings',
  'texts',
  'boards',
  'members',
  'invitations',
  'applications',
  'announcements',
  'health',
] as const;
export type Section = (typeof sections)[number];

export const sectionPath = (section: Section): string => (section === 'overview' ? '/admin' : `/admin/${section}`);

const isAdmin = (actor: Actor): boolean => actor.kind === 'member' && actor.role === 'admin';

/** Moderators decide on applications, and members may invite: they see the way to nothing else. */
const mayEnter = (actor: Actor, section: Section): boolean =>
  isAdmin(actor) || (section === 'applications' && actor.kind === 'member' && actor.role === 'moderator');

type Props = {
  look: Look;
  section: Section;
  /** Of a page below the section's. */
  title?: string | undefined;
  status?: number | undefined;
  /** Said above, after something was done. */
  done?: string | undefined;
  wide?: boolean;
  children: Child;
};

export const adminPage = ({ look, section, title, status = 200, done, wide = true, children }: Props): Answer => {
  const { t, actor } = look;
  const name = title ?? t(`admin.section-${section}`);
  const open = sections.filter((each) => mayEnter(actor, each));
  return page(status, {
    look,
    title: `${name} · ${t('admin.title')}`,
    wide,
    children: (
      <>
        {open.length > 1 && (
          <nav class="tabs" aria-label={t('admin.nav')}>
            {open.map((each) => (
              <a
                href={sectionPath(each)}
                aria-current={each === section ? (title === undefined ? 'page' : 'true') : undefined}
              >
                {t(`admin.section-${each}`)}
              </a>
            ))}
          </nav>
        )}
        <h1 dir="auto">{name}</h1>
        {done !== undefined && (
          <p class="done" role="status">
            {done}
          </p>
        )}
        {children}
      </>
    ),
  });
};
