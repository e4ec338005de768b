// What a moderator does with a case: claim it, decide it with what is proposed, note, pass on, close; decide an appeal.
import type { WholeCase } from '../../../forum/cases/read-case.ts';
import { can } from '../../../forum/policy/capabilities.ts';
import type { Problem } from '../../failure.ts';
import { AreaField, TextField } from '../admin/parts.tsx';
import type { Look } from '../look.ts';
import { Form } from '../parts.tsx';
import { casePath } from './cases-page.tsx';
import { type Fields, memberChoices, postChoices, proposalOf, remoteChoices, threadChoices } from './decision-input.ts';
import { lengthOptions, ReasonField, Select } from './fields.tsx';
import { At, kindIn, scopeIn } from './words.tsx';

export type CaseProps = {
  look: Look;
  one: WholeCase;
  /** From which the moderator came. */
  list: string;
  typed?: Fields | undefined;
  problem?: Problem | undefined;
};

/** As it was read, and where to go on afterwards. */
export const Version = ({ one: { version }, list }: Pick<CaseProps, 'one' | 'list'>) => (
  <>
    <input type="hidden" name="version" value={String(version)} />
    {list !== '' && <input type="hidden" name="list" value={list} />}
  </>
);

export const ClaimForm = ({ look, one, list }: CaseProps) => {
  const { t } = look;
  const { claimed } = one;
  if (claimed && !claimed.mine)
    return (
      <p>
        <strong>
          {look.rich('measures.claim-taken', {
            name: () => <bdi>{claimed.by}</bdi>,
            time: () => <At look={look} at={claimed.until} />,
          })}
        </strong>
      </p>
    );
  return (
    <Form look={look} action={`${casePath(one.id)}/${one.claimed ? 'release' : 'claim'}`}>
      <Version one={one} list={list} />
      {/* An appeal that waits is decided first, where it stands. */}
      {one.appealList.some(({ state }) => state === 'open') && <input type="hidden" name="at" value="appeals" />}
      {!one.claimed && <p class="quiet">{t('moderation.claim-hint')}</p>}
      <button type="submit" class={one.claimed ? undefined : 'main'}>
        {t(one.claimed ? 'moderation.release' : 'moderation.claim')}
      </button>
    </Form>
  );
};

/** Where whoever decides may act. */
const scopesOf = ({ actor }: Look, { scope }: WholeCase): string[] =>
  [...new Set([scope, 'planks', 'instance'])].filter((each) => can(actor, 'act', each));

/** What is not often needed is one click away. */
const More = ({
  look: { t },
  typed: { rule = '', note = '', reporters = '', why = '', label = '', posts = '', threadWords = '' },
  onPost,
}: {
  onPost: boolean;
  look: Look;
  typed: Fields;
}) => (
  <details>
    <summary>{t('moderation.decide-more')}</summary>
    <TextField name="rule" label={t('moderation.decide-rule')} value={rule} maxlength={200} />
    {onPost && (
      <AreaField
        name="threadWords"
        label={t('measures.words-thread')}
        hint={t('measures.words-same')}
        value={threadWords}
        maxlength={2000}
        rows={2}
      />
    )}
    <AreaField name="reporters" label={t('moderation.decide-reporters')} value={reporters} maxlength={2000} rows={2} />
    <AreaField name="note" label={t('moderation.decide-note')} value={note} maxlength={4000} rows={2} />
    <TextField name="why" label={t('moderation.decide-why')} value={why} maxlength={1000} />
    <TextField name="label" label={t('moderation.decide-label')} value={label} maxlength={60} />
    <TextField name="posts" label={t('moderation.decide-posts')} value={posts} type="number" min={1} max={1000} />
  </details>
);

export const DecideForm = ({ look, one, list, typed }: CaseProps) => {
  const { t, site } = look;
  const chosen = typed ?? proposalOf(one, site.origin);
  const kinds = (all: readonly string[]): [string, string][] => [
    ['', t('moderation.decide-nothing')],
    ...all.map((kind): [string, string] => [kind, kindIn(look, kind)]),
  ];
  const onPost = one.subject.startsWith('post ');
  const what = (which: 'post' | 'author') =>
    t('moderation.decide-how-long', { what: t(`moderation.decide-what-${which}`) });
  return (
    <Form look={look} action={`${casePath(one.id)}/decision`} class="decide">
      <Version one={one} list={list} />
      {onPost && (
        <div class="row">
          <Select name="post" label={t('moderation.decide-post')} options={kinds(postChoices)} chosen={chosen.post} />
          <Select
            name="thread"
            label={t('moderation.decide-thread')}
            options={kinds(threadChoices)}
            chosen={chosen.thread}
          />
          <Select name="postLasts" label={what('post')} options={lengthOptions(look)} chosen={chosen.postLasts} />
        </div>
      )}
      {one.person && (
        <div class="row">
          <Select
            name="author"
            label={t('moderation.decide-author')}
            options={kinds(one.person.origin === site.origin ? memberChoices : remoteChoices)}
            chosen={chosen.author}
          />
          <Select name="authorLasts" label={what('author')} options={lengthOptions(look)} chosen={chosen.authorLasts} />
          <Select
            name="scope"
            label={t('moderation.decide-scope')}
            options={scopesOf(look, one).map((scope) => [scope, scopeIn(look, scope)])}
            chosen={chosen.scope}
          />
        </div>
      )}
      <ReasonField look={look} chosen={chosen.reason} />
      <AreaField
        name="words"
        label={t(onPost && one.person ? 'measures.words-post' : 'moderation.decide-words')}
        value={chosen.words ?? ''}
        maxlength={2000}
        rows={3}
      />
      {onPost && one.person && (
        <AreaField
          name="authorWords"
          label={t('measures.words-author')}
          hint={t('measures.words-same')}
          value={chosen.authorWords ?? ''}
          maxlength={2000}
          rows={2}
        />
      )}
      <More look={look} typed={chosen} onPost={onPost} />
      <p class="buttons">
        <button type="submit" class="main" name="outcome" value="actioned">
          {t('moderation.decide-act')}
        </button>
        {one.held?.state !== 'held' && (
          <button type="submit" name="outcome" value="dismissed">
            {t('moderation.decide-dismiss')}
          </button>
        )}
        <button type="submit" name="outcome" value="escalated">
          {t('moderation.decide-escalate')}
        </button>
      </p>
    </Form>
  );
};

/** As far as anybody here would read it. */
const audiencesOf = ({ person, reportList }: WholeCase, home: string) => [
  'moderators' as const,
  ...(person?.origin === home ? ['person' as const] : []),
  ...(reportList.some(({ by }) => by !== null) ? ['reporters' as const] : []),
];

export const NoteForm = ({ look, one, list }: CaseProps) => {
  const { t } = look;
  const audiences = audiencesOf(one, look.site.origin);
  return (
    <details>
      <summary>{t('moderation.note-add')}</summary>
      <Form look={look} action={`${casePath(one.id)}/note`}>
        <Version one={one} list={list} />
        <AreaField name="noteWords" label={t('moderation.note-words')} value="" required maxlength={4000} rows={3} />
        <Select
          name="audience"
          label={t('moderation.note-for')}
          options={audiences.map((each) => [each, t(`moderation.note-for-${each}`)])}
          chosen="moderators"
        />
        <button type="submit">{t('moderation.note-add')}</button>
      </Form>
    </details>
  );
};

/** Where the case is about a post of another instance. */
export const ForwardForm = ({ look, one, list }: CaseProps) => {
  const { t } = look;
  const [, origin] = /^post [^@]+@(.+)$/.exec(one.subject) ?? [];
  if (origin === undefined || origin === look.site.origin) return null;
  return (
    <details>
      <summary>{t('moderation.forward', { origin })}</summary>
      <Form look={look} action={`${casePath(one.id)}/forward`}>
        <Version one={one} list={list} />
        <AreaField name="forwardWords" label={t('moderation.forward-words')} value="" maxlength={2000} rows={3} />
        <button type="submit">{t('moderation.forward', { origin })}</button>
      </Form>
    </details>
  );
};

type Appeal = WholeCase['appealList'][number];

export const AppealForm = ({ look, one, list, appeal, typed }: CaseProps & { appeal: Appeal }) => {
  const { t } = look;
  if (!appeal.mayDecide) return <p>{t('moderation.appeal-not-you')}</p>;
  if (!one.claimed?.mine) return <p>{t('moderation.appeal-claim')}</p>;
  const outcomes = ['overturned', 'narrowed', 'upheld'] as const;
  return (
    <Form look={look} action={`/moderation/appeals/${encodeURIComponent(appeal.id)}`}>
      <Version one={one} list={list} />
      <input type="hidden" name="case" value={one.id} />
      <Select
        name="outcome"
        label={t('moderation.appeal-outcome')}
        options={outcomes
          .filter((each) => each !== 'narrowed' || appeal.decision !== null)
          .map((each) => [each, t(`moderation.appeal-do-${each}`)])}
        chosen={typed?.outcome}
      />
      {appeal.decision !== null && (
        <Select
          name="ends"
          label={t('moderation.appeal-ends')}
          options={[1, 3, 7, 14].map((days) => [String(days), t('moderation.decide-days', { count: days })])}
          chosen={typed?.ends}
        />
      )}
      <AreaField
        name="reasons"
        label={t('moderation.appeal-reasons')}
        value={typed?.reasons ?? ''}
        required
        maxlength={4000}
        rows={3}
      />
      <button type="submit" class="main">
        {t('moderation.appeal-decide')}
      </button>
    </Form>
  );
};
