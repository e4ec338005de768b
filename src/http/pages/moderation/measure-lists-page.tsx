// Measures against peers and members elsewhere: the own ones, to hand on as a file; and a list of somebody else's, shown with what
// it would change before anything does.
import type { ListedMeasure, MeasureList, Preview } from '../../../forum/advice/measure-lists.ts';
import type { OwnMeasure } from '../../../forum/advice/read-own-measures.ts';
import type { Answer } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { API_BASE } from '../../route.ts';
import { AreaField } from '../admin/parts.tsx';
import type { Look } from '../look.ts';
import { reasonIn, ruleIn } from '../moderation-note.tsx';
import { Field, Form, type Listed, Pager, ProblemNote } from '../parts.tsx';
import { advicePage } from './advice-frame.tsx';
import { advicePaths } from './advice-paths.ts';
import type { Did } from './desk-frame.tsx';
import { At, kindIn, Lasts, SubjectLink, scopeIn } from './words.tsx';

const path = advicePaths.lists;

const Own = ({ look, one }: { look: Look; one: OwnMeasure }) => {
  const { t, site } = look;
  const { number, subject, kind, scope, reason, rule, since, until, issuer, source } = one;
  return (
    <li>
      <p>
        <strong>{kindIn(look, kind)}</strong>: <SubjectLink look={look} subject={subject} />
      </p>
      <p class="facts">
        <span>{t('moderation.log-number', { number })}</span>
        <span>{scopeIn(look, scope)}</span>
        <span>{reasonIn(look, reason)}</span>
        {rule !== '' && <span dir="auto">{t('moderation.rule', { rule: ruleIn(look, rule) })}</span>}
        <span>{look.rich('moderation.case-since', { time: () => <At look={look} at={since} /> })}</span>
        <Lasts look={look} until={until} />
        <span>{t('advice.issuer', { origin: issuer ?? site.origin })}</span>
        {source !== null && <span>{t('advice.source', { origin: source })}</span>}
      </p>
    </li>
  );
};

type Props = {
  look: Look;
  own: Listed<OwnMeasure>;
  /** After which numbers the files begin that hold them: more than one where there are very many. */
  files: readonly number[];
  paged: boolean;
  did?: Did;
  typed?: string;
  problem?: Problem | undefined;
};

export const measureListsPage = ({ look, own, files, paged, did, typed = '', problem }: Props): Answer => {
  const { t } = look;
  return advicePage({
    ...{ look, part: 'lists', did, problem },
    hint: t('advice.lists-hint'),
    children: (
      <>
        <h2>{t('advice.own-measures')}</h2>
        {own.items.length === 0 ? (
          <p>{t('moderation.own-none')}</p>
        ) : (
          <>
            <p>
              {files.map((after, index) => (
                <>
                  <a
                    class="button"
                    href={`${API_BASE}/moderation/measure-list?after=${after}`}
                    download={`koinon-measures-${index + 1}.json`}
                  >
                    {files.length === 1 ? t('advice.download') : t('advice.download-part', { number: index + 1 })}
                  </a>{' '}
                </>
              ))}
            </p>
            <ul class="list">
              {own.items.map((one) => (
                <Own look={look} one={one} />
              ))}
            </ul>
            <Pager look={look} path={path} paged={paged} next={own.next} />
          </>
        )}
        <section class="group">
          <h2>{t('advice.bring')}</h2>
          <Form look={look} action={`${path}/preview`} enctype="multipart/form-data">
            <ProblemNote look={look} problem={problem} labels={{ list: t('advice.list-text') }} />
            <Field name="file" label={t('advice.list-file')}>
              {(field) => <input {...field} type="file" accept="application/json,.json" />}
            </Field>
            <AreaField
              name="list"
              label={t('advice.list-text')}
              hint={t('advice.list-hint')}
              value={typed}
              rows={3}
              problem={problem}
            />
            <button type="submit" class="main">
              {t('advice.preview')}
            </button>
          </Form>
        </section>
      </>
    ),
  });
};

export const takeField = (index: number): string => `take-${index}`;

const settingsIn = ({ t }: Look, { settings }: ListedMeasure): string[] => [
  ...(settings.collapse ? [t('advice.filter-collapse')] : []),
  ...(settings.holdFirst ? [t('advice.filter-hold')] : []),
  ...(settings.noVotes ? [t('advice.filter-votes')] : []),
];

type RowProps = { look: Look; one: Preview; taken: boolean };

const Row = ({ look, one, taken }: RowProps) => {
  const { t } = look;
  const { index, state, named, measure, until, reviewAt } = one;
  const id = takeField(index);
  const what = (
    <>
      <strong>{kindIn(look, measure.kind)}</strong>: <bdi>{named.slice(named.indexOf(' ') + 1)}</bdi>
    </>
  );
  return (
    <li>
      {state === 'new' ? (
        <div class="choice">
          <input type="checkbox" id={id} name={id} value="yes" checked={taken} />
          <label for={id}>{what}</label>
        </div>
      ) : (
        <p>
          {what} <span class="badge">{t(`advice.list-${state}`)}</span>
        </p>
      )}
      <p class="facts">
        {settingsIn(look, measure).map((each) => (
          <span>{each}</span>
        ))}
        <span>{scopeIn(look, measure.scope)}</span>
        <span>{reasonIn(look, measure.reason)}</span>
        {measure.rule !== '' && <span dir="auto">{t('moderation.rule', { rule: ruleIn(look, measure.rule) })}</span>}
        <Lasts look={look} until={until} reviewAt={reviewAt} />
        <span>{t('advice.issuer', { origin: measure.issuer })}</span>
      </p>
    </li>
  );
};

type PreviewProps = {
  look: Look;
  list: MeasureList;
  items: readonly Preview[];
  /** Which were chosen before; all that are new otherwise. */
  chosen?: ReadonlySet<number> | undefined;
  problem?: Problem | undefined;
};

export const previewPage = ({ look, list, items, chosen, problem }: PreviewProps): Answer => {
  const { t } = look;
  const fresh = items.filter(({ state }) => state === 'new');
  const others = items.filter(({ state }) => state !== 'new');
  const rows = (some: readonly Preview[]) => (
    <ul class="list">
      {some.map((one) => (
        <Row look={look} one={one} taken={chosen?.has(one.index) ?? true} />
      ))}
    </ul>
  );
  return advicePage({
    ...{ look, part: 'lists', problem },
    hint: t('advice.preview-hint'),
    children: (
      <>
        <ProblemNote look={look} problem={problem} />
        <p>
          {look.rich('advice.list-of', {
            origin: () => <bdi>{list.origin}</bdi>,
            time: () => <At look={look} at={Date.parse(list.at)} />,
          })}
        </p>
        <h2>{t('advice.would-take', { count: fresh.length })}</h2>
        {fresh.length > 0 && (
          <Form look={look} action={`${path}/taking`}>
            <input type="hidden" name="list" value={JSON.stringify(list)} />
            {rows(fresh)}
            <p class="buttons">
              <button type="submit" class="main">
                {t('advice.take')}
              </button>
            </p>
          </Form>
        )}
        {others.length > 0 && (
          <>
            <h2>{t('advice.would-leave', { count: others.length })}</h2>
            {rows(others)}
          </>
        )}
        <p>
          <a href={path}>{t('advice.lists-back')}</a>
        </p>
      </>
    ),
  });
};
