// What looks at posts by itself: brakes that are on, what it did and nobody has confirmed, the rules for all, and the places where
// everything is looked at first.
import type { WatchedPlace } from '../../../forum/automation/list-watched.ts';
import { probations, type Rules } from '../../../forum/automation/rules.ts';
import type { FullEntry } from '../../../forum/moderation/read-modlog.ts';
import { can } from '../../../forum/policy/capabilities.ts';
import type { Answer } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { Choices, TextField } from '../admin/parts.tsx';
import type { Look } from '../look.ts';
import { Form, type Listed, Pager, ProblemNote } from '../parts.tsx';
import { AUTOMATION, Brake, brakesIn, PlaceName } from './brakes.tsx';
import { type Did, deskPage } from './desk-frame.tsx';
import { daysOf, Select } from './fields.tsx';
import { filterPath } from './filters-page.tsx';
import { LogItem } from './log-page.tsx';
import { placeIn } from './words.tsx';

/** Days that somebody who confirms may let a measure last. */
const CONFIRMED = [3, 7, 14, 30, 90] as const;
export type AutomationProps = {
  look: Look;
  places: readonly WatchedPlace[];
  waiting: Listed<FullEntry>;
  paged: boolean;
  rules: Rules;
  /** Filters that there are, by id. */
  filters: ReadonlySet<string>;
  did?: Did;
  typed?: Readonly<Record<string, string>> | undefined;
  problem?: Problem | undefined;
};

type WaitingProps = { look: Look; entry: FullEntry; filters: ReadonlySet<string> };

const Waiting = ({ look, entry, filters }: WaitingProps) => {
  const { t, actor } = look;
  const { number, rule } = entry;
  const scope = entry.scope ?? 'instance';
  const action = `${AUTOMATION}/actions/${number}`;
  const filter = /^filter (.+)$/.exec(rule)?.[1];
  return (
    <LogItem look={look} entry={entry} acts={false}>
      {filter !== undefined && filters.has(filter) && (
        <p>
          <a href={filterPath(filter)}>{t('automation.by-filter')}</a>
        </p>
      )}
      <div class="row">
        {can(actor, 'act', scope) && (
          <Form look={look} action={action} class="row">
            <Select
              name={`days-${number}`}
              label={t('automation.confirm-for')}
              options={daysOf(look, CONFIRMED)}
              chosen="30"
            />
            <button
              type="submit"
              name="do"
              value="confirm"
              aria-label={`${t('automation.confirm')}: ${t('moderation.number', { number })}`}
            >
              {t('automation.confirm')}
            </button>
          </Form>
        )}
        {can(actor, 'reverse', scope) && (
          <Form look={look} action={action}>
            <button
              type="submit"
              name="do"
              value="undo"
              aria-label={`${t('moderation.undo')}: ${t('moderation.number', { number })}`}
            >
              {t('moderation.undo')}
            </button>
          </Form>
        )}
      </div>
    </LogItem>
  );
};

const RulesForm = ({ look, rules, typed, problem }: AutomationProps) => {
  const { t } = look;
  const { probation, probationPosts, mentionLimit } = { ...rules, ...typed };
  return (
    <Form look={look} action={`${AUTOMATION}/rules`}>
      <ProblemNote
        look={look}
        problem={problem?.field === 'number' ? undefined : problem}
        labels={{ probationPosts: t('automation.probation-posts'), mentionLimit: t('automation.mention-limit') }}
      />
      <Choices
        name="probation"
        legend={t('automation.probation')}
        options={probations.map((each) => [each, t(`automation.probation-${each}`)])}
        chosen={probation}
      />
      <TextField
        name="probationPosts"
        label={t('automation.probation-posts')}
        type="number"
        min={0}
        max={50}
        value={String(probationPosts)}
        required
        problem={problem}
      />
      <TextField
        name="mentionLimit"
        label={t('automation.mention-limit')}
        hint={t('automation.mention-limit-hint')}
        type="number"
        min={0}
        max={49}
        value={String(mentionLimit)}
        required
        problem={problem}
      />
      <button type="submit" class="main">
        {t('automation.save')}
      </button>
    </Form>
  );
};

const RulesSaid = ({ look: { t }, rules }: AutomationProps) => (
  <ul>
    <li>{t(`automation.probation-${rules.probation}`)}</li>
    <li>{t('automation.rules-said', { posts: rules.probationPosts, mentions: rules.mentionLimit })}</li>
  </ul>
);

const Place = ({ look, place: { scope, premoderated } }: { look: Look; place: WatchedPlace }) => {
  const { t, actor } = look;
  const label = t(premoderated ? 'automation.first-off' : 'automation.first-on');
  return (
    <li>
      <p>
        <PlaceName look={look} scope={scope} /> {premoderated && <strong class="badge">{t('automation.first')}</strong>}
      </p>
      {can(actor, 'set-rules', scope) && (
        <Form look={look} action={`${AUTOMATION}/places`}>
          <input type="hidden" name="scope" value={scope} />
          <button
            type="submit"
            name="first"
            value={premoderated ? 'no' : 'yes'}
            aria-label={`${label}: ${placeIn(look, scope)}`}
          >
            {label}
          </button>
        </Form>
      )}
    </li>
  );
};

export const automationPage = (props: AutomationProps): Answer => {
  const { look, places, waiting, paged, filters, did, typed, problem } = props;
  const { t, actor } = look;
  // Others see only where it is so.
  const shown = places.filter(({ scope, premoderated }) => premoderated || can(actor, 'set-rules', scope));
  const braked = places.flatMap(brakesIn);
  return deskPage({
    ...{ look, part: 'automation', did },
    status: problem?.status,
    children: (
      <>
        <p class="quiet">{t('automation.hint')}</p>
        {typed === undefined && <ProblemNote look={look} problem={problem} />}
        <section>
          <h2>{t('automation.brakes')}</h2>
          {braked.length === 0 ? (
            <p>{t('automation.brakes-none')}</p>
          ) : (
            <ul class="list spaced">
              {braked.map((one) => (
                <Brake look={look} braked={one} />
              ))}
            </ul>
          )}
        </section>
        <section>
          <h2>{t('automation.waiting')}</h2>
          <p class="quiet">
            {t('automation.waiting-hint')}{' '}
            {look.rich('automation.waiting-held', { link: (inside) => <a href="/moderation/held">{inside}</a> })}
          </p>
          {waiting.items.length === 0 ? (
            <p>{t('moderation.own-none')}</p>
          ) : (
            <ul class="list spaced">
              {waiting.items.map((entry) => (
                <Waiting look={look} entry={entry} filters={filters} />
              ))}
            </ul>
          )}
          <Pager look={look} path={AUTOMATION} paged={paged} next={waiting.next} />
        </section>
        <section class="group">
          <h2>{t('automation.rules')}</h2>
          {actor.kind === 'member' && actor.role === 'admin' ? <RulesForm {...props} /> : <RulesSaid {...props} />}
        </section>
        <section class="group">
          <h2>{t('automation.places')}</h2>
          <p class="quiet">{t('automation.places-hint')}</p>
          {shown.length === 0 ? (
            <p>{t('moderation.own-none')}</p>
          ) : (
            <ul class="list">
              {shown.map((place) => (
                <Place look={look} place={place} />
              ))}
            </ul>
          )}
        </section>
      </>
    ),
  });
};
