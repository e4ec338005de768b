// What surrounds the pages where members see what moderators decided about them.
import type { Child } from 'hono/jsx';
import type { Answer } from '../../answer.ts';
import { page } from '../layout.tsx';
import type { Look } from '../look.ts';
import { Pager } from '../parts.tsx';

export const ownParts = ['decisions', 'held', 'reports', 'appeals', 'notes', 'notices'] as const;
export type OwnPart = (typeof ownParts)[number];

export const ownPath = (part: OwnPart): string => (part === 'decisions' ? '/decisions' : `/decisions/${part}`);

type Props = {
  look: Look;
  part: OwnPart;
  hint?: string;
  /** Said above, after something was done. */
  done?: Child;
  /** Items of a list. */
  items: readonly Child[];
  paged: boolean;
  next: string | null;
  status?: number;
};

export const ownPage = ({ look, part, hint, done, items, paged, next, status = 200 }: Props): Answer => {
  const { t } = look;
  return page(status, {
    look,
    title: `${t(`moderation.own-${part}`)} · ${t('moderation.own-title')}`,
    children: (
      <>
        <nav class="tabs" aria-label={t('moderation.own-title')}>
          {ownParts.map((each) => (
            <a href={ownPath(each)} aria-current={each === part ? 'page' : undefined}>
              {t(`moderation.own-${each}`)}
            </a>
          ))}
        </nav>
        <h1>{t(`moderation.own-${part}`)}</h1>
        {done && (
          <div class="done" role="status">
            {done}
          </div>
        )}
        {hint !== undefined && <p class="quiet">{hint}</p>}
        {items.length === 0 ? <p>{t('moderation.own-none')}</p> : <ul class="list spaced">{items}</ul>}
        <Pager look={look} path={ownPath(part)} paged={paged} next={next} />
      </>
    ),
  });
};
