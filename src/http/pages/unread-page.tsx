// What a member reads or follows and has not read yet.
import type { Answer } from '../answer.ts';
import { page } from './layout.tsx';
import type { Look } from './look.ts';
import { type Listed, Pager, type ThreadCard } from './parts.tsx';
import { ThreadList } from './thread-list.tsx';

type Props = { look: Look; threads: Listed<ThreadCard>; paged: boolean };

export const unreadPage = ({ look, threads, paged }: Props): Answer => {
  const { t } = look;
  return page(200, {
    look,
    title: t('reading.unread-heading'),
    children: (
      <>
        <h1>{t('reading.unread-heading')}</h1>
        <p class="quiet">{t('reading.unread-explained')}</p>
        {threads.items.length === 0 ? (
          <p>{t(paged ? 'reading.nothing-more' : 'reading.unread-none')}</p>
        ) : (
          <ThreadList look={look} threads={threads.items} where />
        )}
        <Pager look={look} path="/unread" paged={paged} next={threads.next} />
      </>
    ),
  });
};
