// Members, found by name or role, and the role of each.
import type { Role } from '../../../db/tables.ts';
import type { MemberView } from '../../../forum/identity/member-store.ts';
import type { Answer } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import type { Look } from '../look.ts';
import { Form, type Listed, Pager, ProblemNote } from '../parts.tsx';
import { adminPage, sectionPath } from './frame.tsx';

export const roles = ['member', 'moderator', 'admin'] as const satisfies readonly Role[];

export type MemberQuery = { search: string; role: Role | '' };

/** The list again, as it was searched. */
export const membersPath = ({ search, role }: MemberQuery): string => {
  const query = new URLSearchParams({ ...(search === '' ? {} : { search }), ...(role === '' ? {} : { role }) });
  return query.size === 0 ? sectionPath('members') : `${sectionPath('members')}?${query}`;
};

type Props = {
  look: Look;
  members: Listed<MemberView>;
  paged: boolean;
  query: MemberQuery;
  problem?: Problem | undefined;
  done?: string | undefined;
};

const Search = ({ look: { t }, query }: Pick<Props, 'look' | 'query'>) => (
  <search>
    <form action={sectionPath('members')} class="row">
      <div class="field">
        <label for="search">{t('admin.members-search')}</label>
        <input id="search" name="search" type="search" value={query.search} maxlength={120} />
      </div>
      <div class="field">
        <label for="role">{t('admin.members-role')}</label>
        <select id="role" name="role">
          <option value="">{t('admin.members-all-roles')}</option>
          {roles.map((role) => (
            <option value={role} selected={role === query.role}>
              {t(`admin.role-${role}`)}
            </option>
          ))}
        </select>
      </div>
      <button type="submit">{t('admin.members-find')}</button>
    </form>
  </search>
);

const MemberRow = ({ look, member, query }: { look: Look; member: MemberView; query: MemberQuery }) => {
  const { t } = look;
  const { name, displayName, role } = member;
  return (
    <tr>
      <th scope="row">
        <a href={`/members/${name}`} dir="auto">
          {displayName}
        </a>{' '}
        <span class="quiet">{name}</span>
      </th>
      <td>{look.day(member.at)}</td>
      <td>
        <Form look={look} action={`${sectionPath('members')}/${name}/role`} class="row">
          <input type="hidden" name="search" value={query.search} />
          <input type="hidden" name="shown" value={query.role} />
          <select name="role" aria-label={t('admin.members-role-of', { name })}>
            {roles.map((each) => (
              <option value={each} selected={each === role}>
                {t(`admin.role-${each}`)}
              </option>
            ))}
          </select>
          <button type="submit" aria-label={`${t('admin.members-give')}: ${name}`}>
            {t('admin.members-give')}
          </button>
        </Form>
      </td>
    </tr>
  );
};

export const membersPage = ({ look, members, paged, query, problem, done }: Props): Answer => {
  const { t } = look;
  return adminPage({
    look,
    section: 'members',
    status: problem?.status,
    done,
    children: (
      <>
        <ProblemNote look={look} problem={problem} />
        <p class="quiet">
          {t('admin.members-roles-hint')} {t('admin.members-role-taken')}
        </p>
        <Search look={look} query={query} />
        {members.items.length === 0 ? (
          <p class="quiet">{t('admin.members-none')}</p>
        ) : (
          <table aria-label={t('admin.members-table')}>
            <thead>
              <tr>
                <th scope="col">{t('admin.members-name')}</th>
                <th scope="col">{t('admin.members-joined')}</th>
                <th scope="col">{t('admin.members-role')}</th>
              </tr>
            </thead>
            <tbody>
              {members.items.map((member) => (
                <MemberRow look={look} member={member} query={query} />
              ))}
            </tbody>
          </table>
        )}
        <Pager look={look} path={membersPath(query)} paged={paged} next={members.next} />
      </>
    ),
  });
};
