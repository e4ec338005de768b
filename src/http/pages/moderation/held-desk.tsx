// What waits to be looked at, oldest first.
import type { Child } from 'hono/jsx';
import type { HeldView } from '../../../forum/moderation/read-held.ts';
import type { Answer } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import type { Look } from '../look.ts';
import { type Listed, Pager, ProblemNote } from '../parts.tsx';
import { type Did, deskPage } from './desk-frame.tsx';
import { type Asked, withQuery } from './desk-query.ts';
import { FilterForm, NoneSuits } from './filter-form.tsx';
import { type HeldAgain, HeldFacts, HeldForms, HeldWhy, HeldWords } from './held-post.tsx';

export const HELD = '/moderation/held';
export const HELD_PEERS = '/moderation/held/peers';

type HeldProps = { look: Look; held: HeldView; back: string; again: HeldAgain | undefined };

const Held = ({ look, held, back, again }: HeldProps) => (
  <li id={`held-${held.id}`}>
    <h2 dir="auto">{held.title || look.t('moderation.held-reply')}</h2>
    <HeldFacts look={look} held={held} />
    <HeldWords look={look} held={held} />
    <HeldWhy look={look} held={held} />
    <HeldForms look={look} held={held} back={back} again={again} />
  </li>
);

type ListProps = { look: Look; path: string; asked: Asked; paged: boolean; next: string | null; children: Child[] };

/** What waits, one after the other, and where it goes on. */
export const HeldList = ({ look, path, asked, paged, next, children }: ListProps) => (
  <>
    {children.length === 0 ? (
      <NoneSuits {...{ look, asked, next }} none={look.t('moderation.own-none')} />
    ) : (
      <ul class="list spaced">{children}</ul>
    )}
    <Pager look={look} path={withQuery(path, asked)} paged={paged} next={next} />
  </>
);

/** Both lists of what waits. */
export const HeldParts = ({ look, part }: { look: Look; part: 'here' | 'peers' }) => {
  const { t, desk, number } = look;
  const Count = ({ count = 0 }: { count?: number | undefined }) =>
    count === 0 ? null : <span class="count">{number(count)}</span>;
  return (
    <nav class="pages" aria-label={t('moderation.desk-held')}>
      <a href={HELD} aria-current={part === 'here' ? 'page' : undefined}>
        {t('moderation.held-here')}
        <Count count={desk?.held} />
      </a>
      <a href={HELD_PEERS} aria-current={part === 'peers' ? 'page' : undefined}>
        {t('moderation.held-peers')}
        <Count count={desk?.peers} />
      </a>
    </nav>
  );
};

/** Both lists are asked for alike. */
export type HeldListing<T> = {
  look: Look;
  held: Listed<T>;
  asked: Asked;
  scopes: readonly string[];
  paged: boolean;
  did: Did;
  unknown?: Problem | undefined;
};
type Props = HeldListing<HeldView> & { again?: HeldAgain | undefined };

export const heldDesk = ({ look, held, asked, scopes, paged, did, unknown, again }: Props): Answer =>
  deskPage({
    ...{ look, part: 'held', did },
    status: (again?.problem ?? unknown)?.status,
    children: (
      <>
        <HeldParts look={look} part="here" />
        <p class="quiet">{look.t('moderation.held-hint')}</p>
        {/* Where it is decided already, it is not in the list. */}
        {again && !held.items.some(({ id }) => id === again.id) && <ProblemNote look={look} problem={again.problem} />}
        <FilterForm {...{ look, asked, scopes, problem: unknown }} path={HELD} by={['reason', 'person']} />
        <HeldList {...{ look, asked, paged }} path={HELD} next={held.next}>
          {held.items.map((one) => (
            <Held look={look} held={one} back={withQuery(HELD, asked)} again={again} />
          ))}
        </HeldList>
      </>
    ),
  });
