// The form that reports a post, or a member.
import { REPORT_WORDS } from '../../../forum/cases/report-input.ts';
import { reasons } from '../../../forum/policy/measures.ts';
import type { Answer } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { AreaField } from '../admin/parts.tsx';
import { page } from '../layout.tsx';
import type { Look } from '../look.ts';
import { AuthorLine, Form, type PostCard, ProblemNote } from '../parts.tsx';
import { Words } from '../post-view.tsx';

type Props = {
  look: Look;
  /** What is reported: a post that is shown again, or a member by name. */
  post?: PostCard | undefined;
  member?: string | undefined;
  /** Which words of it. */
  revision?: string | undefined;
  typed: { reason: string; words: string };
  problem?: Problem | undefined;
};

export const reportPage = ({ look, post, member, revision, typed, problem }: Props): Answer => {
  const { t } = look;
  const title = t(post ? 'moderation.report-title' : 'moderation.report-member');
  return page(problem?.status ?? 200, {
    look,
    title,
    children: (
      <>
        <h1>{title}</h1>
        {member !== undefined && (
          <p>
            <strong dir="auto">{member}</strong>
          </p>
        )}
        {post && (
          <div class="card">
            <p>
              <AuthorLine look={look} author={post.author} />
            </p>
            <Words look={look} post={post} />
          </div>
        )}
        <p class="quiet">{t('moderation.report-hint')}</p>
        <ProblemNote look={look} problem={problem} labels={{ words: t('moderation.report-words') }} />
        <Form look={look}>
          {revision !== undefined && <input type="hidden" name="revision" value={revision} />}
          <fieldset>
            <legend>{t('moderation.report-reason')}</legend>
            {reasons.map((reason) => (
              <div class="choice">
                <input
                  type="radio"
                  id={`reason-${reason}`}
                  name="reason"
                  value={reason}
                  checked={reason === typed.reason}
                  required
                />
                <label for={`reason-${reason}`}>{t(`post.reason-${reason}`)}</label>
              </div>
            ))}
          </fieldset>
          <AreaField
            name="words"
            label={t('moderation.report-words')}
            hint={t('moderation.report-words-hint')}
            problem={problem}
            value={typed.words}
            maxlength={REPORT_WORDS}
            rows={4}
          />
          <button type="submit" class="main">
            {t('moderation.report-send')}
          </button>
        </Form>
      </>
    ),
  });
};
