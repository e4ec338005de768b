// The peers as this instance sees them: for everybody whether they are there and hold what we hold, for admins what went wrong.
import type { OwnJournalView, PeerView } from '../../../federation/read-peers.ts';
import type { Answer } from '../../answer.ts';
import { page } from '../layout.tsx';
import type { Look } from '../look.ts';
import { Moment } from '../parts.tsx';
import { Evidence } from './evidence-table.tsx';

export const peerPath = (origin: string): string => `/peers/${encodeURIComponent(origin)}`;

export const Reach = ({ look, peer }: { look: Look; peer: Pick<PeerView, 'reachable' | 'seenAt' | 'since'> }) => {
  const { t } = look;
  const never = peer.seenAt === null && !peer.reachable;
  const state = peer.reachable ? 'reachable' : never ? 'never' : 'unreachable';
  return (
    <>
      <span class={`state ${state === 'reachable' ? 'good' : 'bad'}`}>{t(`peers.${state}`)}</span>
      {peer.since !== null && state !== 'never' && (
        <span class="quiet">
          {' '}
          {t('peers.since')} <Moment look={look} at={peer.since} />
        </span>
      )}
    </>
  );
};

/** What the peer is not known to hold of what we hold. */
export const Lag = ({ look, peer: { lag, lagSince } }: { look: Look; peer: Pick<PeerView, 'lag' | 'lagSince'> }) => {
  const { t } = look;
  if (lag === null) return <>{t('peers.lag-unknown')}</>;
  if (lag === 0) return <>{t('peers.lag-none')}</>;
  return (
    <>
      {t('peers.entries', { count: lag })}
      {lagSince !== null && (
        <span class="quiet">
          {' '}
          {t('peers.since')} <Moment look={look} at={lagSince} />
        </span>
      )}
    </>
  );
};

export const Missing = ({
  look,
  peer: { missing, holes },
}: {
  look: Look;
  peer: Pick<PeerView, 'missing' | 'holes'>;
}) => {
  const { t } = look;
  const parts = [
    ...(missing > 0 || holes === 0 ? [t('peers.missing-entries', { count: missing })] : []),
    ...(holes > 0 ? [t('peers.holes', { count: holes })] : []),
  ];
  return <>{look.list(parts)}</>;
};

const OwnJournal = ({ look, own }: { look: Look; own: OwnJournalView }) => {
  const { t } = look;
  return (
    <section aria-labelledby="own">
      <h2 id="own">{t('peers.own')}</h2>
      {own.halted !== null && (
        <div class="problem">
          <p>
            <strong>{t('peers.halted')}</strong> <span lang="en">{own.halted}</span>
          </p>
        </div>
      )}
      {own.forked !== null && (
        <div class="problem">
          <p>
            <strong>{t('peers.disputed', { name: own.forked })}</strong>
          </p>
        </div>
      )}
      <p>
        <strong dir="auto">{own.name}</strong> <span class="quiet">{own.origin}</span>:{' '}
        {t('peers.entries', { count: own.entries })}
        {own.holes > 0 && `, ${t('peers.holes', { count: own.holes })}`}
      </p>
      {own.evidence !== null && own.evidence.length > 0 && <Evidence look={look} evidence={own.evidence} />}
    </section>
  );
};

type Props = { look: Look; peers: readonly PeerView[]; own: OwnJournalView | null };

const PeerTable = ({ look, peers }: Omit<Props, 'own'>) => {
  const { t } = look;
  return (
    <table class="stack">
      <thead>
        <tr>
          <th scope="col">{t('peers.instance')}</th>
          <th scope="col">{t('peers.state')}</th>
          <th scope="col">{t('peers.held')}</th>
          <th scope="col">{t('peers.missing')}</th>
          <th scope="col">{t('peers.lag')}</th>
        </tr>
      </thead>
      <tbody>
        {peers.map((peer) => (
          <tr>
            <th scope="row">
              <a href={peerPath(peer.origin)} dir="auto">
                {peer.name}
              </a>
              <br />
              <span class="quiet">{peer.origin}</span>
            </th>
            <td data-label={t('peers.state')}>
              <Reach look={look} peer={peer} />
              {peer.forked !== null && (
                <>
                  <br />
                  <span class="state bad">{t('peers.disputed', { name: peer.forked })}</span>
                </>
              )}
            </td>
            <td data-label={t('peers.held')}>{t('peers.entries', { count: peer.entries })}</td>
            <td data-label={t('peers.missing')}>
              <Missing look={look} peer={peer} />
            </td>
            <td data-label={t('peers.lag')}>
              <Lag look={look} peer={peer} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

export const peersPage = ({ look, peers, own }: Props): Answer => {
  const { t, site } = look;
  const alone = site.coalition === null;
  return page(200, {
    look,
    title: t('peers.title'),
    wide: true,
    children: (
      <>
        <h1>{t('peers.title')}</h1>
        {alone ? (
          <p>{t('peers.alone')}</p>
        ) : (
          <>
            <p>{t('peers.intro')}</p>
            <p>{look.rich('peers.charter-link', { link: (inside) => <a href="/charter">{inside}</a> })}</p>
          </>
        )}
        {!alone && peers.length === 0 && <p>{t('peers.none')}</p>}
        {peers.length > 0 && (
          <>
            <p>
              {t('peers.summary', {
                count: peers.length,
                reachable: peers.filter(({ reachable }) => reachable).length,
              })}
            </p>
            <PeerTable look={look} peers={peers} />
          </>
        )}
        {own && <OwnJournal look={look} own={own} />}
      </>
    ),
  });
};
