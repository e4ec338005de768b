// A post on the desk: its images blurred and grey until somebody asks for them, without script.
import type { Look } from '../look.ts';
import type { PostCard } from '../parts.tsx';
import { Words } from '../post-view.tsx';

export const Veiled = ({ look, post }: { look: Look; post: PostCard }) => {
  const id = `reveal-${post.name}`;
  return (
    <div class="reveal">
      {post.attachments && (
        <div class="choice">
          <input type="checkbox" id={id} />
          <label for={id}>{look.t('moderation.case-media')}</label>
        </div>
      )}
      <Words look={look} post={post} />
    </div>
  );
};
