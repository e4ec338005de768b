// The form below a thread, to answer it or one of its posts.
import { ComposeForm } from './compose-form.tsx';
import { draftOfThread, nothingYet, type Shown } from './composed.ts';
import type { Look } from './look.ts';
import { postPath, type ThreadCard, threadPath } from './parts.tsx';

export type ReplyProps = {
  look: Look;
  thread: ThreadCard;
  /** What is being written; nothing yet where it is left out. */
  composed?: Shown | undefined;
};

export const ReplyForm = ({ look, thread, composed: shown = nothingYet(false) }: ReplyProps) => {
  const { t } = look;
  return (
    <ComposeForm
      look={look}
      id="reply"
      action={threadPath(thread.name)}
      shown={shown}
      draft={draftOfThread(thread.name)}
      label={t('compose.reply-body')}
      send={t('compose.reply')}
    >
      <h2>{t('compose.reply')}</h2>
      {shown.parent !== '' && (
        <p class="quiet">
          <a href={postPath(shown.parent)}>{t('compose.reply-to', { name: shown.parent })}</a> (
          <a href={`${threadPath(thread.name)}#reply`}>{t('compose.reply-to-thread')}</a>)
        </p>
      )}
    </ComposeForm>
  );
};
