// One action by itself: what it carries, what it waits for and who can end the wait; undone here.
import type { FullEntry } from '../../../forum/moderation/read-modlog.ts';
import type { Answer } from '../../answer.ts';
import type { Look } from '../look.ts';
import { type Did, deskPage } from '../moderation/desk-frame.tsx';
import { actionPath, LogItem } from '../moderation/log-page.tsx';
import { At, kindIn } from '../moderation/words.tsx';
import { type Listed, Pager } from '../parts.tsx';

type Props = {
  look: Look;
  entry: FullEntry;
  carried: Listed<FullEntry> & { count: number };
  /** By name; none where it waits for nobody. */
  approvers: readonly string[];
  paged: boolean;
  did: Did;
};

/** Who has to agree and where, or how long it waits. */
export const Waits = ({ look, entry, approvers }: Pick<Props, 'look' | 'entry' | 'approvers'>) => {
  const { t, actor } = look;
  const { effectiveAt, awaits, actor: by } = entry;
  if (entry.stands !== 'pending') return null;
  const own = actor.kind === 'member' && by === `${actor.name}@${look.site.origin}`;
  return (
    <div class="announcement warning">
      {awaits === 'wait' && effectiveAt !== null ? (
        <p>{look.rich('measures.waits-so-long', { time: () => <At look={look} at={effectiveAt} /> })}</p>
      ) : (
        <>
          <p>
            <strong>{t('measures.waits-for-second')}</strong> {t(own ? 'measures.waits-own' : 'measures.waits-here')}
          </p>
          {entry.kind === 'purge' && (
            <p>
              <strong>{t('measures.purge-approve')}</strong>
            </p>
          )}
          <p>
            {approvers.length === 0
              ? t('measures.approvers-none')
              : t('measures.approvers', { names: look.list(approvers) })}
          </p>
        </>
      )}
    </div>
  );
};

export const actionPage = ({ look, entry, carried, approvers, paged, did }: Props): Answer => {
  const { t } = look;
  const { number, kind, target, parent } = entry;
  const path = actionPath(number);
  return deskPage({
    look,
    part: 'log',
    title: `${t('moderation.log-number', { number })}: ${kindIn(look, kind)}`,
    did,
    children: (
      <>
        <Waits look={look} entry={entry} approvers={approvers} />
        <ul class="list">
          <LogItem look={look} entry={entry} acts back={path} />
        </ul>
        {carried.count > 0 && (
          <section>
            <h2>{t('measures.carries', { count: carried.count })}</h2>
            <p class="quiet">{t('measures.carries-hint')}</p>
            <ul class="list">
              {carried.items.map((one) => (
                <LogItem look={look} entry={one} acts back={path} />
              ))}
            </ul>
            <Pager look={look} path={path} paged={paged} next={carried.next} />
          </section>
        )}
        <p>
          {target !== null && (
            <>
              <a href={actionPath(target)}>{t('moderation.log-target', { number: target })}</a>
              {' · '}
            </>
          )}
          {parent !== null && (
            <>
              <a href={actionPath(parent)}>{t('measures.carried-by', { number: parent })}</a>
              {' · '}
            </>
          )}
          <a href="/modlog">{t('measures.to-log')}</a>
        </p>
      </>
    ),
  });
};
