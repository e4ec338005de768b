// The boards in their order, a form for a new one, and one for each that is there.
import { BOARD_TEXT_LENGTH } from '../../../forum/boards/board-input.ts';
import type { PlaceView } from '../../../forum/threads/place-view.ts';
import type { Answer } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import type { Look } from '../look.ts';
import { Form, ProblemNote } from '../parts.tsx';
import { adminPage, sectionPath } from './frame.tsx';
import { AreaField, Choices, TextField } from './parts.tsx';

export type BoardForm = { slug: string; title: string; text: string; visibility: string; state: string };

export const NEW_BOARD: BoardForm = { slug: '', title: '', text: '', visibility: 'public', state: 'open' };

export const boardPath = (slug: string): string => `${sectionPath('boards')}/${slug}`;

type ListProps = {
  look: Look;
  boards: readonly PlaceView[];
  form: BoardForm;
  problem?: Problem | undefined;
  done?: string | undefined;
};

type FieldsProps = { look: Look; form: BoardForm; problem: Problem | undefined; making: boolean };

const BoardFields = ({ look: { t }, form, problem, making }: FieldsProps) => (
  <>
    <TextField
      name="title"
      label={t('admin.board-title')}
      value={form.title}
      maxlength={100}
      required
      problem={problem}
    />
    {making && (
      <TextField
        name="slug"
        label={t('admin.board-slug')}
        hint={t('admin.board-slug-hint', { path: '/boards/…' })}
        value={form.slug}
        maxlength={64}
        required
        problem={problem}
      />
    )}
    <AreaField
      name="text"
      label={t('admin.board-text')}
      value={form.text}
      maxlength={BOARD_TEXT_LENGTH}
      rows={3}
      problem={problem}
    />
    <Choices
      name="visibility"
      legend={t('admin.board-visibility')}
      chosen={form.visibility}
      options={[
        ['public', t('admin.board-public')],
        ['members', t('admin.board-members')],
      ]}
    />
    {!making && (
      <Choices
        name="state"
        legend={t('admin.board-state')}
        chosen={form.state}
        options={[
          ['open', t('admin.board-open')],
          ['archived', t('admin.board-archived')],
        ]}
      />
    )}
  </>
);

const labelsOf = ({ t }: Look) => ({
  slug: t('admin.board-slug'),
  title: t('admin.board-title'),
  text: t('admin.board-text'),
});

type MoveProps = { look: Look; board: PlaceView; way: 'up' | 'down'; possible: boolean };

const Move = ({ look, board, way, possible }: MoveProps) =>
  possible ? (
    <Form look={look} action={`${boardPath(board.slug)}/move`}>
      <button
        type="submit"
        name="way"
        value={way}
        aria-label={look.t(`admin.board-${way}-what`, { title: board.title })}
      >
        {look.t(`admin.board-${way}`)}
      </button>
    </Form>
  ) : null;

const BoardRow = ({ look, board, first, last }: { look: Look; board: PlaceView; first: boolean; last: boolean }) => {
  const { t } = look;
  return (
    <li id={board.slug}>
      <p>
        <a href={boardPath(board.slug)} dir="auto">
          {board.title}
        </a>{' '}
        <span class="quiet">/boards/{board.slug}</span>{' '}
        {board.visibility === 'members' && <span class="badge">{t('reading.members-only')}</span>}{' '}
        {board.state === 'archived' && <span class="badge">{t('reading.state-archived')}</span>}
      </p>
      <div class="row">
        <Move look={look} board={board} way="up" possible={!first} />
        <Move look={look} board={board} way="down" possible={!last} />
      </div>
    </li>
  );
};

export const boardsPage = ({ look, boards, form, problem, done }: ListProps): Answer => {
  const { t } = look;
  return adminPage({
    look,
    section: 'boards',
    status: problem?.status,
    done,
    wide: false,
    children: (
      <>
        {boards.length === 0 ? (
          <p class="quiet">{t('admin.boards-none')}</p>
        ) : (
          <ol class="list">
            {boards.map((board, index) => (
              <BoardRow look={look} board={board} first={index === 0} last={index === boards.length - 1} />
            ))}
          </ol>
        )}
        {look.site.coalition !== null && (
          <p class="quiet">{look.rich('admin.boards-planks', { link: (inside) => <a href="/charter">{inside}</a> })}</p>
        )}
        <Form look={look} action={sectionPath('boards')}>
          <h2>{t('admin.board-new')}</h2>
          <ProblemNote look={look} problem={problem} labels={labelsOf(look)} />
          <BoardFields look={look} form={form} problem={problem} making={true} />
          <button type="submit" class="main">
            {t('admin.board-make')}
          </button>
        </Form>
      </>
    ),
  });
};

type EditProps = { look: Look; slug: string; form: BoardForm; problem?: Problem | undefined };

export const boardPage = ({ look, slug, form, problem }: EditProps): Answer => {
  const { t } = look;
  return adminPage({
    look,
    section: 'boards',
    title: t('admin.board-edit', { title: form.title }),
    status: problem?.status,
    wide: false,
    children: (
      <>
        <p class="quiet">
          <a href={`/boards/${slug}`}>/boards/{slug}</a>
        </p>
        <ProblemNote look={look} problem={problem} labels={labelsOf(look)} />
        <Form look={look} action={boardPath(slug)}>
          <BoardFields look={look} form={form} problem={problem} making={false} />
          <button type="submit" class="main">
            {t('admin.save')}
          </button>
        </Form>
      </>
    ),
  });
};
