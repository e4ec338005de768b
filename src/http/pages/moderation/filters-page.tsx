// Filters of what somebody moderates: what each looks for and where, what it does, and how often it did, or would have.
import type { Child } from 'hono/jsx';
import type { FilterView } from '../../../forum/automation/change-filters.ts';
import { can, canAnywhere } from '../../../forum/policy/capabilities.ts';
import type { Answer } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import type { Look } from '../look.ts';
import { reasonIn } from '../moderation-note.tsx';
import { Form, ProblemNote } from '../parts.tsx';
import { type Did, deskPage } from './desk-frame.tsx';
import { scopeIn } from './words.tsx';

export const FILTERS = '/moderation/filters';
export const filterPath = (id: string): string => `${FILTERS}/${encodeURIComponent(id)}`;

type WithFilter = { look: Look; filter: FilterView };

export const FilterState = ({ look: { t }, filter: { state } }: WithFilter) => (
  <span class={`badge${state === 'on' ? ' on' : ''}`}>{t(`automation.state-${state}`)}</span>
);

export const FilterFacts = ({ look, filter, children }: WithFilter & { children?: Child }) => {
  const { t } = look;
  const { kind, scope, effect, reason, matched, acted, state } = filter;
  return (
    <p class="facts">
      {children}
      <span>{t(`automation.kind-${kind}`)}</span>
      <span>{scopeIn(look, scope)}</span>
      <span>{t(`automation.effect-${effect}`)}</span>
      <span>{reasonIn(look, reason)}</span>
      <strong>
        {acted > 0 || state === 'on'
          ? t('automation.hits', { matched, acted })
          : t('automation.hits-shadow', { count: matched })}
      </strong>
    </p>
  );
};

const next = { shadow: ['on', 'off'], on: ['shadow', 'off'], off: ['shadow', 'on'] } as const;

/** A button for each state that it is not in. */
export const StateForm = ({ look, filter }: WithFilter) => {
  const { t } = look;
  const { id, state, pattern } = filter;
  return (
    <Form look={look} action={filterPath(id)} class="row">
      {next[state].map((each) => (
        <button
          type="submit"
          name="state"
          value={each}
          class={each === 'on' ? 'main' : undefined}
          aria-label={`${t(`automation.switch-${each}`)}: ${pattern}`}
        >
          {t(`automation.switch-${each}`)}
        </button>
      ))}
    </Form>
  );
};

const Row = ({ look, filter }: WithFilter) => (
  <li id={`filter-${filter.id}`}>
    <h2>
      <a href={filterPath(filter.id)}>
        <bdi>{filter.pattern}</bdi>
      </a>{' '}
      <FilterState look={look} filter={filter} />
    </h2>
    <FilterFacts look={look} filter={filter} />
    {can(look.actor, 'set-rules', filter.scope) && <StateForm look={look} filter={filter} />}
  </li>
);

type Props = { look: Look; filters: readonly FilterView[]; did: Did; problem?: Problem | undefined };

export const filtersPage = ({ look, filters, did, problem }: Props): Answer => {
  const { t } = look;
  return deskPage({
    ...{ look, part: 'filters', did },
    status: problem?.status,
    children: (
      <>
        <p class="quiet">{t('automation.filters-hint')}</p>
        <ProblemNote look={look} problem={problem} />
        <p>
          <a class="button" href={`${FILTERS}/new`}>
            {t(canAnywhere(look.actor, 'set-rules') ? 'automation.filter-new' : 'automation.filter-try')}
          </a>
        </p>
        {filters.length === 0 ? (
          <p>{t('automation.filters-none')}</p>
        ) : (
          <ul class="list spaced">
            {filters.map((filter) => (
              <Row look={look} filter={filter} />
            ))}
          </ul>
        )}
      </>
    ),
  });
};
