// Whom to look at on the desk: somebody by name, an instance, and whose reports are not taken.
import type { PeerView } from '../../../federation/read-peers.ts';
import type { Muted } from '../../../forum/cases/mute-reports.ts';
import type { Answer } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { TextField } from '../admin/parts.tsx';
import type { Look } from '../look.ts';
import { deskPage } from '../moderation/desk-frame.tsx';
import { At, personPath } from '../moderation/words.tsx';
import { ProblemNote } from '../parts.tsx';

export const deskPeerPath = (origin: string): string => `/moderation/peers/${encodeURIComponent(origin)}`;

type Props = {
  look: Look;
  name: string;
  problem?: Problem | undefined;
  peers: readonly PeerView[];
  mutes: readonly Muted[];
  /** Whether the reader may undo all that one moderator did. */
  admin: boolean;
};

export const peoplePage = ({ look, name, problem, peers, mutes, admin }: Props): Answer => {
  const { t, site } = look;
  return deskPage({
    look,
    part: 'people',
    status: problem?.status,
    children: (
      <>
        <form action="/moderation/members">
          <ProblemNote look={look} problem={problem} labels={{ name: t('measures.person-name') }} />
          <TextField
            name="name"
            label={t('measures.person-name')}
            hint={t('measures.person-name-hint')}
            value={name}
            problem={problem}
            required
            maxlength={300}
          />
          <button type="submit">{t('measures.person-open')}</button>
        </form>
        {peers.length > 0 && (
          <section>
            <h2>{t('measures.peers')}</h2>
            <ul class="list">
              {peers.map((peer) => (
                <li>
                  <a href={deskPeerPath(peer.origin)} dir="auto">
                    {peer.name}
                  </a>{' '}
                  <span class="quiet">{peer.origin}</span>
                </li>
              ))}
            </ul>
          </section>
        )}
        <section>
          <h2>{t('measures.mutes')}</h2>
          {mutes.length === 0 ? (
            <p class="quiet">{t('measures.mutes-none')}</p>
          ) : (
            <ul class="list">
              {mutes.map(({ kind, name: who, until, words }) => (
                <li>
                  <p class="facts">
                    <a href={kind === 'peer' ? deskPeerPath(who) : personPath(site.origin, { name: who, origin: '' })}>
                      {who}
                    </a>
                    <span>{look.rich('moderation.lasts-until', { time: () => <At look={look} at={until} /> })}</span>
                  </p>
                  <p class="prose" dir="auto">
                    {words}
                  </p>
                </li>
              ))}
            </ul>
          )}
        </section>
        <p>
          <a href="/moderation/bulk">{t('measures.bulk')}</a>
          {admin && (
            <>
              {' · '}
              <a href="/moderation/undo-all">{t('measures.undo-all')}</a>
            </>
          )}
        </p>
      </>
    ),
  });
};
