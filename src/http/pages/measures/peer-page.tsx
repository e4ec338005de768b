// Another instance on the desk: what is in force on it here, what each choice means, and how to take it back.
import type { AdvisoryView } from '../../../forum/advice/read-advisories.ts';
import type { Muted } from '../../../forum/cases/mute-reports.ts';
import type { FullEntry, LogEntry } from '../../../forum/moderation/read-modlog.ts';
import type { Answer } from '../../answer.ts';
import type { Look } from '../look.ts';
import { CaseAdvice } from '../moderation/advice-pages.tsx';
import { type Did, deskPage } from '../moderation/desk-frame.tsx';
import { kindIn } from '../moderation/words.tsx';
import { ActForm } from './act-fields.tsx';
import { MuteForm } from './mute-form.tsx';
import { deskPeerPath } from './people-page.tsx';
import { type Again, Entries } from './person-page.tsx';

type Props = {
  look: Look;
  origin: string;
  /** As the charter calls it; '' where it is in no charter now. */
  name: string;
  /** Where the reader may handle it. */
  scopes: readonly string[];
  /** In full where the reader moderates. */
  inForce: readonly Entry[];
  /** What was decided about it, the newest first, with what is over or was undone. */
  history: readonly Entry[];
  /** What other constituents advise about it. */
  advice: readonly AdvisoryView[];
  mute: { muted: Muted | undefined; may: boolean } | undefined;
  did: Did;
  again?: Again | undefined;
};

type Entry = LogEntry | FullEntry;

/** Its reports have a form of their own. */
const peerChoices = ['accept', 'filter', 'unheard'] as const;

const Meanings = ({ look }: { look: Look }) => (
  <>
    <dl>
      {peerChoices.map((kind) => (
        <>
          <dt>
            <strong>{kindIn(look, kind)}</strong>
          </dt>
          <dd>{look.t(`measures.peer-${kind}`)}</dd>
        </>
      ))}
    </dl>
    <p>{look.t('measures.peer-always')}</p>
  </>
);

export const deskPeerPage = ({
  look,
  origin,
  name,
  scopes,
  inForce,
  history,
  advice,
  mute,
  did,
  again,
}: Props): Answer => {
  const { t } = look;
  const path = deskPeerPath(origin);
  const mine = again?.form === 'act' ? again : undefined;
  const proposed = { kind: 'peer:filter', collapse: 'yes', lasts: '30', reason: 'spam', scope: scopes[0] ?? '' };
  return deskPage({
    look,
    part: 'people',
    title: name || origin,
    did,
    status: again?.problem.status,
    children: (
      <>
        <p class="facts">
          <span>{origin}</span>
          {name !== '' && <a href={`/peers/${encodeURIComponent(origin)}`}>{t('measures.peer-facts')}</a>}
        </p>
        <div class="case">
          <div>
            <h2>{t('measures.in-force')}</h2>
            <Entries look={look} entries={inForce} none={t('measures.peer-none')} acts back={path} />
            {mute && (
              <MuteForm
                look={look}
                action={`${path}/mute`}
                back={path}
                {...mute}
                {...(again?.form === 'mute' ? { typed: again.typed, problem: again.problem } : {})}
              />
            )}
          </div>
          <div>
            <h2>{t('measures.act')}</h2>
            <Meanings look={look} />
            {scopes.length === 0 ? (
              <p class="quiet">{t('measures.peer-act-not')}</p>
            ) : (
              <ActForm
                look={look}
                action={`${path}/actions`}
                kinds={[{ on: 'peer', kinds: peerChoices }]}
                scopes={scopes}
                typed={mine?.typed ?? proposed}
                problem={mine?.problem}
              />
            )}
          </div>
        </div>
        <CaseAdvice look={look} advice={advice} />
        <h2>{t('measures.peer-history')}</h2>
        <Entries look={look} entries={history} none={t('moderation.case-history-none')} acts={false} back={path} />
      </>
    ),
  });
};
