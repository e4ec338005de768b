// The form below a thread, to answer it or one of its posts.
import type { Problem } from '../failure.ts';
import type { Look } from './look.ts';
import { Acknowledgement, Field, Form, ProblemNote, type ThreadCard, threadPath } from './parts.tsx';

export type ReplyProps = {
  look: Look;
  thread: ThreadCard;
  /** What a reply was going to say, and why it was not taken. */
  draft?: { body: string; parent: string; problem: Problem } | undefined;
  /** The post that is answered, where it is not the start. */
  parent?: string | undefined;
};

export const ReplyForm = ({ look, thread, draft, parent }: ReplyProps) => {
  const { t } = look;
  const answers = draft?.parent || parent;
  return (
    <Form look={look} id="reply" action={threadPath(thread.name)}>
      <h2>{t('compose.reply')}</h2>
      <ProblemNote look={look} problem={draft?.problem} labels={{ body: t('compose.reply-body') }} />
      {answers && (
        <p class="quiet">
          {t('compose.reply-to', { name: answers })} (
          <a href={`${threadPath(thread.name)}#reply`}>{t('compose.reply-to-thread')}</a>)
          <input type="hidden" name="parent" value={answers} />
        </p>
      )}
      <Field name="body" label={t('compose.reply-body')} problem={draft?.problem}>
        {(field) => (
          <textarea {...field} required dir="auto">
            {draft?.body ?? ''}
          </textarea>
        )}
      </Field>
      <Acknowledgement problem={draft?.problem} />
      <button type="submit" class="main">
        {t('compose.reply')}
      </button>
    </Form>
  );
};
