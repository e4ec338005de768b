// Settings: where a member is signed in, and the end of it.
import type { SessionView } from '../../../forum/identity/session-store.ts';
import { type Answer, seeOther } from '../../answer.ts';
import type { Route } from '../../route.ts';
import { sessionCookie } from '../../who.ts';
import type { Look } from '../look.ts';
import { Form, Moment } from '../parts.tsx';
import type { SettingsPageNeeds } from './account-needs.ts';
import { agentName } from './agent-name.ts';
import { deskPage, deskPath, deskRoutes, doneAt, type Shown } from './desk.tsx';

type Listed = SessionView & { current: boolean };

const path = deskPath('sessions');
const isoOf = (at: number): string => new Date(at).toISOString();

const Session = ({ look, session }: { look: Look; session: Listed }) => {
  const { t } = look;
  const { id, agent, kind, at, usedAt, expiresAt, current } = session;
  const name = agentName(agent) || t('account.session-unnamed');
  return (
    <li>
      <p>
        <strong dir="auto" title={agent}>
          {name}
        </strong>{' '}
        {current && <span class="badge">{t('account.session-current')}</span>}{' '}
        {kind === 'token' && <span class="badge">{t('account.session-token')}</span>}
      </p>
      <p class="quiet">
        {look.rich('account.session-times', {
          at: () => <Moment look={look} at={isoOf(at)} />,
          used: () => <Moment look={look} at={isoOf(usedAt)} />,
          until: () => <Moment look={look} at={isoOf(expiresAt)} />,
        })}
      </p>
      <Form look={look} action={path}>
        <input type="hidden" name="id" value={id} />
        <button type="submit" name="do" value="end">
          {t(current ? 'layout.sign-out' : 'account.session-end')}
          <span class="unseen">{name}</span>
        </button>
      </Form>
    </li>
  );
};

const sessionsPage = ({ look, sessions, ...shown }: Shown & { look: Look; sessions: readonly Listed[] }): Answer => {
  const { t } = look;
  return deskPage({
    ...shown,
    look,
    desk: 'sessions',
    children: (
      <>
        <p class="quiet">{t('account.sessions-text')}</p>
        <ul class="list">
          {sessions.map((session) => (
            <Session look={look} session={session} />
          ))}
        </ul>
        <Form look={look} action={path} class="buttons">
          {sessions.length > 1 && (
            <button type="submit" name="do" value="end-others">
              {t('account.sessions-end-others')}
            </button>
          )}
          <button type="submit" name="do" value="end-all">
            {t('account.sessions-end-all')}
          </button>
        </Form>
      </>
    ),
  });
};

export const sessionsDesk = (needs: SettingsPageNeeds): Route[] =>
  deskRoutes(needs, {
    path,
    summary: 'Settings: where you are signed in',
    async show({ look, actor }, shown) {
      return sessionsPage({ ...shown, look, sessions: await needs.listSessions(actor) });
    },
    async act({ actor }, { do: act, id = '' }) {
      const out = () => seeOther('/', { 'set-cookie': sessionCookie(needs.publicUrl, undefined) });
      if (act === 'end-all') {
        await needs.endSessions(actor, { others: false });
        return out();
      }
      if (act === 'end-others') {
        await needs.endSessions(actor, { others: true });
        return doneAt('sessions', 'sessions-ended');
      }
      const current = (await needs.listSessions(actor)).some((session) => session.current && session.id === id);
      await needs.endSession(actor, { id });
      return current ? out() : doneAt('sessions', 'session-ended');
    },
  });
