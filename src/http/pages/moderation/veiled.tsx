// What is looked at on the desk: its images blurred and grey until somebody asks for them, without script.
import type { Child } from 'hono/jsx';
import type { Look } from '../look.ts';
import type { PostCard } from '../parts.tsx';
import { Words } from '../post-view.tsx';

type Props = { look: Look; id: string; veils: boolean; children: Child };

/** @param veils whether there is any image in it */
export const Veil = ({ look, id, veils, children }: Props) => (
  <div class="reveal">
    {veils && (
      <div class="choice">
        <input type="checkbox" id={id} />
        <label for={id}>{look.t('moderation.case-media')}</label>
      </div>
    )}
    {children}
  </div>
);

export const Veiled = ({ look, post }: { look: Look; post: PostCard }) => (
  <Veil look={look} id={`reveal-${post.name}`} veils={post.attachments !== undefined}>
    <Words look={look} post={post} />
  </Veil>
);
