// One filter: tried on the last posts before it is made, and afterwards with what it matched since it is there.
import type { FilterView } from '../../../forum/automation/change-filters.ts';
import type { ShadowRun } from '../../../forum/automation/try-filter.ts';
import { can, canAnywhere } from '../../../forum/policy/capabilities.ts';
import type { Answer } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { Choices, TextField } from '../admin/parts.tsx';
import type { Look } from '../look.ts';
import { Form, ProblemNote, postPath } from '../parts.tsx';
import { type Did, deskPage } from './desk-frame.tsx';
import { ReasonField, Select } from './fields.tsx';
import { FILTERS, FilterFacts, FilterState, filterPath, StateForm } from './filters-page.tsx';
import { At, scopeIn } from './words.tsx';

/** Rows of a shadow run that are shown. */
const SHOWN = 100;
const effects = ['hold', 'collapse', 'label'] as const;
type Effect = (typeof effects)[number];
type Fields = Readonly<Record<string, string>>;

type TrialProps = { look: Look; trial: ShadowRun | undefined; effect: Effect };

/** What it would have done. */
const Trial = ({ look, trial, effect }: TrialProps) => {
  const { t } = look;
  if (!trial) return null;
  const { looked, matched } = trial;
  return (
    <section class="card" id="trial" role="status">
      <h2>{t('automation.trial')}</h2>
      <p>{t(`automation.would-${effect}`, { looked, count: matched.length })}</p>
      {matched.length > 0 && (
        <ul class="list">
          {matched.slice(0, SHOWN).map(({ post, author, at }) => (
            <li class="facts">
              <a href={postPath(post)}>{post}</a>
              <bdi>{author}</bdi>
              <At look={look} at={at} />
            </li>
          ))}
        </ul>
      )}
      {matched.length > SHOWN && <p class="quiet">{t('automation.trial-more', { count: matched.length - SHOWN })}</p>}
    </section>
  );
};

const EffectChoices = ({ look: { t }, chosen }: { look: Look; chosen: string }) => (
  <Choices
    name="effect"
    legend={t('automation.effect')}
    options={effects.map((effect) => [effect, t(`automation.effect-${effect}-long`)])}
    chosen={chosen}
  />
);

const WordsField = ({ look: { t }, value, problem }: { look: Look; value: string; problem?: Problem | undefined }) => (
  <TextField
    name="words"
    label={t('automation.words')}
    hint={t('automation.words-hint')}
    value={value}
    maxlength={300}
    problem={problem}
  />
);

export const effectOf = (text: string | undefined): Effect => effects.find((each) => each === text) ?? 'hold';

type NewProps = {
  look: Look;
  /** Where it may be meant for. */
  scopes: readonly string[];
  typed: Fields;
  trial?: ShadowRun | undefined;
  problem?: Problem | undefined;
};

export const newFilterPage = ({ look, scopes, typed, trial, problem }: NewProps): Answer => {
  const { t } = look;
  const makes = canAnywhere(look.actor, 'set-rules');
  return deskPage({
    ...{ look, part: 'filters' },
    title: t(makes ? 'automation.filter-new' : 'automation.filter-try'),
    status: problem?.status,
    children: (
      <>
        <Trial look={look} trial={trial} effect={effectOf(typed.effect)} />
        <Form look={look} action={`${FILTERS}/new`}>
          <ProblemNote
            look={look}
            problem={problem}
            labels={{ pattern: t('automation.pattern'), words: t('automation.words'), scope: t('automation.where') }}
          />
          <Choices
            name="kind"
            legend={t('automation.kind')}
            options={(['words', 'link'] as const).map((kind) => [kind, t(`automation.kind-${kind}-long`)])}
            chosen={typed.kind ?? 'words'}
          />
          <TextField
            name="pattern"
            label={t('automation.pattern')}
            hint={t('automation.pattern-hint')}
            value={typed.pattern ?? ''}
            required
            maxlength={200}
            problem={problem}
          />
          <Select
            name="scope"
            label={t('automation.where')}
            options={scopes.map((scope) => [scope, scopeIn(look, scope)])}
            chosen={typed.scope}
            problem={problem}
          />
          {makes && (
            <>
              <EffectChoices look={look} chosen={typed.effect ?? 'hold'} />
              <ReasonField look={look} chosen={typed.reason} but="other" />
              <WordsField look={look} value={typed.words ?? ''} problem={problem} />
            </>
          )}
          <p class="buttons">
            <button type="submit" name="do" value="try" class={trial ? undefined : 'main'}>
              {t('automation.try')}
            </button>
            {makes && (
              <button type="submit" name="do" value="make" class={trial ? 'main' : undefined}>
                {t('automation.make')}
              </button>
            )}
          </p>
          {makes && <p class="quiet">{t('automation.make-hint')}</p>}
        </Form>
      </>
    ),
  });
};

type Match = { post: string; at: number; acted: boolean };

/** `shadow b17` and `held <id>` are how a match says what became of it. */
const Matched = ({ look, match: { post, at, acted } }: { look: Look; match: Match }) => {
  const { t } = look;
  const [first = '', second] = post.split(' ');
  return (
    <li class="facts">
      {first === 'held' ? (
        <a href="/moderation/held">{t('automation.match-held')}</a>
      ) : (
        <a href={postPath(second ?? first)}>{second ?? first}</a>
      )}
      <At look={look} at={at} />
      <span>{t(acted ? 'automation.match-acted' : 'automation.match-shadow')}</span>
    </li>
  );
};

type OneProps = {
  look: Look;
  filter: FilterView;
  matches: readonly Match[];
  trial?: ShadowRun | undefined;
  did?: Did;
  typed?: Fields | undefined;
  problem?: Problem | undefined;
};

const ChangeForm = ({ look, filter, typed, problem }: OneProps) => {
  const { t } = look;
  return (
    <>
      <details open={problem !== undefined}>
        <summary>{t('automation.change')}</summary>
        <Form look={look} action={filterPath(filter.id)}>
          <EffectChoices look={look} chosen={typed?.effect ?? filter.effect} />
          <WordsField look={look} value={typed?.words ?? filter.words} problem={problem} />
          <button type="submit">{t('automation.save')}</button>
        </Form>
      </details>
      <details>
        <summary>{t('automation.drop')}</summary>
        <Form look={look} action={`${filterPath(filter.id)}/removal`}>
          <p class="quiet">{t('automation.drop-hint')}</p>
          <button type="submit">{t('automation.drop')}</button>
        </Form>
      </details>
    </>
  );
};

export const filterPage = (props: OneProps): Answer => {
  const { look, filter, matches, trial, did, problem } = props;
  const { t } = look;
  const changes = can(look.actor, 'set-rules', filter.scope);
  return deskPage({
    ...{ look, part: 'filters', did },
    title: t('automation.filter', { pattern: filter.pattern }),
    status: problem?.status,
    children: (
      <>
        <ProblemNote look={look} problem={problem} labels={{ words: t('automation.words') }} />
        <FilterFacts look={look} filter={filter}>
          <FilterState look={look} filter={filter} />
        </FilterFacts>
        <blockquote dir="auto">{filter.words}</blockquote>
        {changes && <StateForm look={look} filter={filter} />}
        {changes && <ChangeForm {...props} />}
        <Trial look={look} trial={trial} effect={filter.effect} />
        <Form look={look} action={`${filterPath(filter.id)}/trial`} class="row">
          <button type="submit">{t('automation.try')}</button>
        </Form>
        <section>
          <h2>{t('automation.matches')}</h2>
          <p class="quiet">{t('automation.matches-hint')}</p>
          {matches.length === 0 ? (
            <p>{t('automation.matches-none')}</p>
          ) : (
            <ul class="list">
              {matches.map((match) => (
                <Matched look={look} match={match} />
              ))}
            </ul>
          )}
        </section>
      </>
    ),
  });
};
