// What surrounds the pages of those who moderate: where else to go, and that something was done.
import type { Child } from 'hono/jsx';
import { z } from 'zod';
import { MANY } from '../../../forum/moderation/desk-counts.ts';
import { canAnywhere } from '../../../forum/policy/capabilities.ts';
import type { Answer } from '../../answer.ts';
import { page } from '../layout.tsx';
import type { Look } from '../look.ts';

const paths = {
  cases: '/moderation',
  held: '/moderation/held',
  automation: '/moderation/automation',
  filters: '/moderation/filters',
  measures: '/moderation/measures',
  people: '/moderation/members',
  advice: '/moderation/advice',
  log: '/modlog',
  staff: '/moderation/staff',
} as const;
export type DeskPart = keyof typeof paths;
const parts = Object.keys(paths) as DeskPart[];

export const Did = z.enum(['decided', 'escalated', 'released', 'closed', 'done']).optional().catch(undefined);
export type Did = z.infer<typeof Did>;
/** Where that is said. */
export const done = (path: string): string => `${path}${path.includes('?') ? '&' : '?'}did=done`;

/** How much waits there; nothing where nothing does. */
const Count = ({ look: { desk, number }, part }: { look: Look; part: DeskPart }) => {
  const { cases = 0, held = 0, peers = 0, automation = 0 } = desk ?? {};
  const counts: Partial<Record<DeskPart, number>> = { cases, held: held + peers, automation };
  const count = Math.min(counts[part] ?? 0, MANY);
  return count === 0 ? null : <span class="count">{count < MANY ? number(count) : `${number(MANY - 1)}+`}</span>;
};

type Props = {
  look: Look;
  part: DeskPart;
  /** Of a page below the part's. */
  title?: string | undefined;
  status?: number | undefined;
  did?: Did;
  feed?: string;
  children: Child;
};

export const deskPage = ({ look, part, title, status = 200, did, feed, children }: Props): Answer => {
  const { t, actor } = look;
  const name = title ?? (part === 'people' ? t('measures.people') : t(`moderation.desk-${part}`));
  const moderates = canAnywhere(actor, 'see-cases');
  return page(status, {
    look,
    title: `${name} · ${t('moderation.desk')}`,
    wide: true,
    feed,
    children: (
      <>
        {moderates && (
          <nav class="tabs" aria-label={t('moderation.desk')}>
            {parts.map((each) => (
              <a href={paths[each]} aria-current={each === part ? (title === undefined ? 'page' : 'true') : undefined}>
                {each === 'people' ? t('measures.people') : t(`moderation.desk-${each}`)}
                <Count look={look} part={each} />
              </a>
            ))}
          </nav>
        )}
        <h1 dir="auto">{name}</h1>
        {did !== undefined && (
          <p class="done" role="status">
            {t(`moderation.did-${did}`)}
          </p>
        )}
        {children}
      </>
    ),
  });
};
