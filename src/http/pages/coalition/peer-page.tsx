// One peer: how it stands, for admins also over time, and what went wrong with what proof.

import type { PeerHistory, Period } from '../../../federation/peer-history.ts';
import type { PeerView } from '../../../federation/read-peers.ts';
import { canAnywhere } from '../../../forum/policy/capabilities.ts';
import type { Answer } from '../../answer.ts';
import { page } from '../layout.tsx';
import type { Look } from '../look.ts';
import { Moment } from '../parts.tsx';
import { errorIn } from '../recall.ts';
import { Evidence } from './evidence-table.tsx';
import { LagChart, LagTable } from './lag-chart.tsx';
import { Lag, Missing, peerPath, Reach } from './peers-page.tsx';

type Trouble = NonNullable<PeerView['trouble']>;

/** `Date` counts whole seconds: less than this says nothing. */
const SAME = 2_000;

const clockText = ({ t }: Look, offset: number): string => {
  if (Math.abs(offset) < SAME) return t('peers.clock-same');
  const seconds = Math.round(Math.abs(offset) / 1000);
  return t(offset > 0 ? 'peers.clock-ahead' : 'peers.clock-behind', { seconds });
};

const Facts = ({ look, peer }: { look: Look; peer: PeerView }) => {
  const { t } = look;
  return (
    <dl class="pairs">
      <dt>{t('peers.state')}</dt>
      <dd>
        <Reach look={look} peer={peer} />
      </dd>
      {peer.seenAt !== null && (
        <>
          <dt>{t('peers.seen')}</dt>
          <dd>
            <Moment look={look} at={peer.seenAt} />
          </dd>
        </>
      )}
      <dt>{t('peers.held')}</dt>
      <dd>{t('peers.entries', { count: peer.entries })}</dd>
      <dt>{t('peers.missing')}</dt>
      <dd>
        <Missing look={look} peer={peer} />
      </dd>
      <dt>{t('peers.lag')}</dt>
      <dd>
        <Lag look={look} peer={peer} />
      </dd>
      {peer.memberSince !== null && (
        <>
          <dt>{t('peers.member-since')}</dt>
          <dd>{look.day(peer.memberSince)}</dd>
        </>
      )}
      {peer.charterVersion > 0 && (
        <>
          <dt>{t('peers.charter-version')}</dt>
          <dd>{t('peers.charter-version-of', { v: peer.charterVersion })}</dd>
        </>
      )}
    </dl>
  );
};

const TroubleFacts = ({ look, trouble }: { look: Look; trouble: Trouble }) => {
  const { t } = look;
  const { error, errorAt, failures, refused, refusedWhy, refusedAt, withoutEffect, clockOffset } = trouble;
  const quiet = error === null && refused === 0 && withoutEffect === 0;
  return (
    <>
      {quiet && <p>{t('peers.trouble-none')}</p>}
      <dl class="pairs">
        {error !== null && (
          <>
            <dt>{t('peers.error')}</dt>
            <dd>
              <span dir="auto">{errorIn(look, error)}</span>
              <br />
              <span class="quiet">{t('peers.failures', { count: failures })}</span>{' '}
              {errorAt !== null && <Moment look={look} at={errorAt} />}
            </dd>
          </>
        )}
        {refused > 0 && (
          <>
            <dt>{t('peers.refused')}</dt>
            <dd>
              {t('peers.refused-count', { count: refused })} <span lang="en">{refusedWhy}</span>
              <br />
              {refusedAt !== null && <Moment look={look} at={refusedAt} />}
            </dd>
          </>
        )}
        {withoutEffect > 0 && (
          <>
            <dt>{t('peers.without-effect')}</dt>
            <dd>{t('peers.entries', { count: withoutEffect })}</dd>
          </>
        )}
        {clockOffset !== null && (
          <>
            <dt>{t('peers.clock')}</dt>
            <dd>{clockText(look, clockOffset)}</dd>
          </>
        )}
      </dl>
    </>
  );
};

type HistoryProps = { look: Look; peer: PeerView; history: PeerHistory; period: Period };

const History = ({ look, peer, history, period }: HistoryProps) => {
  const { t } = look;
  return (
    <section aria-labelledby="history">
      <h2 id="history">{t('peers.history')}</h2>
      <nav class="pages" aria-label={t('peers.history')}>
        {(['day', 'month'] as const).map((each) => (
          <a href={`${peerPath(peer.origin)}?period=${each}`} aria-current={each === period ? 'page' : undefined}>
            {t(`peers.history-${each}`)}
          </a>
        ))}
      </nav>
      {history.points.length === 0 ? (
        <p class="quiet">{t('peers.history-none')}</p>
      ) : (
        <>
          <LagChart look={look} name={peer.name} history={history} />
          <LagTable look={look} history={history} />
        </>
      )}
    </section>
  );
};

type Props = { look: Look; peer: PeerView; history: PeerHistory | undefined; period: Period };

export const peerPage = ({ look, peer, history, period }: Props): Answer => {
  const { t } = look;
  const { trouble } = peer;
  return page(200, {
    look,
    title: `${peer.name} · ${t('peers.title')}`,
    wide: true,
    children: (
      <>
        <p class="quiet">
          <a href="/peers">{t('peers.title')}</a>
        </p>
        <h1 dir="auto">{peer.name}</h1>
        <p>
          <a href={peer.url} rel="external" aria-label={`${t('peers.visit')}: ${peer.origin}`}>
            {peer.origin}
          </a>
          {canAnywhere(look.actor, 'see-cases') && (
            <>
              {' · '}
              <a href={`/moderation/peers/${encodeURIComponent(peer.origin)}`}>{t('measures.peer-desk')}</a>
            </>
          )}
        </p>
        {peer.forked !== null && (
          <div class="problem">
            <p>
              <strong>{t('peers.disputed', { name: peer.forked })}</strong>
            </p>
            <p>{t('peers.disputed-text')}</p>
          </div>
        )}
        <h2>{t('peers.facts')}</h2>
        <Facts look={look} peer={peer} />
        {history && <History look={look} peer={peer} history={history} period={period} />}
        {trouble && (
          <>
            <h2>{t('peers.trouble')}</h2>
            <p class="quiet">{t('peers.trouble-hint')}</p>
            <TroubleFacts look={look} trouble={trouble} />
            {trouble.evidence.length > 0 && <Evidence look={look} evidence={trouble.evidence} />}
          </>
        )}
      </>
    ),
  });
};
