// Moderators take back a post of an own member on a plank, for all instances; or let it stand again.
import type { Answer } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { AreaField, TextField } from '../admin/parts.tsx';
import type { Look } from '../look.ts';
import { reasonIn } from '../moderation-note.tsx';
import { AuthorLine, Form, type PostCard, ProblemNote, postPath } from '../parts.tsx';
import { Words } from '../post-view.tsx';
import { withdrawalPath } from './advice-paths.ts';
import { deskPage } from './desk-frame.tsx';
import { daysOf, ReasonField, Select } from './fields.tsx';

const DAYS = [7, 14, 30, 90, 365] as const;

type Props = {
  look: Look;
  post: PostCard;
  typed: Readonly<Record<string, string>>;
  problem?: Problem | undefined;
};

const TakeBack = ({ look, typed, problem }: Props) => {
  const { t } = look;
  return (
    <>
      <p>{t('advice.back-hint')}</p>
      <ReasonField look={look} chosen={typed.reason} />
      <TextField name="rule" label={t('moderation.decide-rule')} value={typed.rule ?? ''} maxlength={200} />
      <AreaField
        name="words"
        label={t('moderation.decide-words')}
        value={typed.words ?? ''}
        maxlength={4000}
        rows={3}
        problem={problem}
      />
      <Select name="days" label={t('advice.days')} options={daysOf(look, DAYS)} chosen={typed.days ?? '30'} />
      <button type="submit" class="main" name="do" value="withdraw">
        {t('advice.back')}
      </button>
    </>
  );
};

export const withdrawalPage = (props: Props): Answer => {
  const { look, post, problem } = props;
  const { t } = look;
  return deskPage({
    ...{ look, part: 'advice' },
    title: t('advice.back'),
    status: problem?.status,
    children: (
      <>
        <div class="card">
          <p>
            <AuthorLine look={look} author={post.author} /> <a href={postPath(post.name)}>{post.name}</a>
          </p>
          <Words look={look} post={post} />
        </div>
        <Form look={look} action={withdrawalPath(post.name)}>
          <ProblemNote look={look} problem={problem} labels={{ words: t('moderation.decide-words') }} />
          {post.withdrawn === null ? (
            <TakeBack {...props} />
          ) : (
            <>
              <p>{t('advice.back-taken', { reason: reasonIn(look, post.withdrawn) })}</p>
              <button type="submit" class="main" name="do" value="reinstate">
                {t('advice.back-again')}
              </button>
            </>
          )}
        </Form>
      </>
    ),
  });
};
