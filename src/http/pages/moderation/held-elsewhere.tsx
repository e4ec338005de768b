// First posts of people at an instance whose first posts are held here: stored and passed on, shown once somebody keeps one visible.
import type { HeldFromPeer } from '../../../forum/moderation/read-held.ts';
import type { Answer } from '../../answer.ts';
import type { Look } from '../look.ts';
import { type Listed, Pager, postPath } from '../parts.tsx';
import { deskPage } from './desk-frame.tsx';
import { At } from './words.tsx';

const Held = ({ look: { t }, look, held }: { look: Look; held: HeldFromPeer }) => (
  <li>
    <h2 dir="auto">{held.title || (held.author ?? held.post)}</h2>
    <p class="facts">
      <bdi>{held.author ?? held.post}</bdi>
      <At look={look} at={held.at} />
      <a href={postPath(held.thread)}>{held.thread}</a>
    </p>
    <blockquote class="prose" dir="auto">
      {held.body}
    </blockquote>
    <p>
      <a href={`${postPath(held.post)}/moderate`}>{t('measures.moderate')}</a>
    </p>
  </li>
);

type Props = { look: Look; held: Listed<HeldFromPeer>; paged: boolean };

export const heldElsewhere = ({ look, held, paged }: Props): Answer =>
  deskPage({
    look,
    part: 'held',
    did: undefined,
    children: (
      <>
        <h2>{look.t('moderation.held-peers')}</h2>
        <p class="quiet">{look.t('moderation.held-peers-hint')}</p>
        {held.items.length === 0 ? (
          <p>{look.t('moderation.own-none')}</p>
        ) : (
          <ul class="list spaced">
            {held.items.map((one) => (
              <Held look={look} held={one} />
            ))}
          </ul>
        )}
        <Pager look={look} path="/moderation/held/peers" paged={paged} next={held.next} />
        <p>
          <a href="/moderation/held">{look.t('moderation.desk-held')}</a>
        </p>
      </>
    ),
  });
