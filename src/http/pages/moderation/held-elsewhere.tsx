// First posts of people at an instance whose first posts are held here: stored and passed on, shown once somebody keeps one visible.
import type { HeldFromPeer } from '../../../forum/moderation/read-held.ts';
import type { Answer } from '../../answer.ts';
import type { Look } from '../look.ts';
import { type Listed, postPath } from '../parts.tsx';
import { deskPage } from './desk-frame.tsx';
import { HeldList } from './held-desk.tsx';
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
    title: look.t('moderation.held-peers'),
    children: (
      <>
        <p class="quiet">{look.t('moderation.held-peers-hint')}</p>
        <HeldList look={look} path="/moderation/held/peers" paged={paged} next={held.next}>
          {held.items.map((one) => (
            <Held look={look} held={one} />
          ))}
        </HeldList>
      </>
    ),
  });
