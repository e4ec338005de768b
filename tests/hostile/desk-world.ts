// A house in which everybody has a part: who moderates a board, another board, the planks, the instance; and something of each kind
// to moderate on a board, on a plank and on the whole instance.
import { register } from '../../src/forum/identity/register.ts';
import { setRole } from '../../src/forum/identity/set-role.ts';
import { operator } from '../../src/forum/policy/actor.ts';
import { quickHasher } from '../support/hasher.ts';
import type { Scribe } from '../support/scribe.ts';
import { newYear } from '../support/time.ts';
import { password, pushAs, type Real } from './real.ts';

/**
 * `ada` and `bo` are members; `sue` is suspended; `herb` moderates the board herbs, `gil` the board garden, `pia` the planks, `mo` and
 * `olga` the instance; `max` would, but is suspended.
 */
export const callers = ['visitor', 'ada', 'sue', 'herb', 'gil', 'pia', 'mo', 'max', 'root_admin'] as const;
export type Caller = (typeof callers)[number];

export const END = '2046-01-01T00:00:00.000Z';
export const why = { reason: 'spam', until: END };

export const places = {
  garden: { kind: 'board', slug: 'garden' },
  plank: { kind: 'plank', slug: 'open-elections' },
} as const;

export type Where = 'garden' | 'plank' | 'instance';
type Things = { post: string; case: string; action: string; held: string; filter: string; appeal: string };

export const deskWorld = async (house: Real, reds: Scribe) => {
  const { core } = house.app;
  const hasher = quickHasher();
  const admin = await house.admin();
  const soon = new Date(core.clock.now() + 86_400_000).toISOString();
  const names = ['ada', 'bo', 'nina', 'sue', 'herb', 'gil', 'pia', 'mo', 'olga', 'max'];
  const tokens = new Map<string, string>([['root_admin', admin]]);
  for (const name of names) {
    await register({ ...core, hasher, registration: 'open' })(operator, { name, password });
    if (['mo', 'olga', 'max'].includes(name)) await setRole(core)(operator, { name, role: 'moderator' });
    tokens.set(name, await house.signIn(name));
  }
  const send = async (who: string, method: string, path: string, body?: unknown) => {
    const token = tokens.get(who) ?? '';
    const answer = await house.call(method, `/api/v1${path}`, { token, ...(body === undefined ? {} : { body }) });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.json;
  };
  const write = async (who: string, path: string, body: object) =>
    send(who, 'POST', path, { acknowledged: true, ...body });
  const act = async (who: string, body: object): Promise<string> => {
    const { actions } = await send(who, 'POST', '/moderation/actions', { ...why, ...body });
    return String((actions as { number: number }[])[0]?.number);
  };

  for (const slug of ['garden', 'herbs'])
    await send('root_admin', 'POST', '/boards', { slug, title: slug, text: '', visibility: 'public' });
  const duties = [
    ['herb', 'board:herbs'],
    ['gil', 'board:garden'],
    ['pia', 'planks'],
  ];
  for (const [name, scope] of duties) await send('root_admin', 'PUT', `/moderation/staff/${name}/${scope}`, {});
  const paths = { garden: '/boards/garden/threads', plank: '/planks/open-elections/threads' };
  const start = async (where: 'garden' | 'plank', title = 'Ballots') =>
    String((await write('bo', paths[where], { title, body: 'Paper or not?' })).name);
  const posts = { garden: await start('garden'), plank: await start('plank') };

  const author = 'member-of-the-reds-22';
  reds.describe(author, 'rosa', { at: newYear });
  const far = reds.start('open-elections', author, 'Far', 'From elsewhere.').name;
  await pushAs(house, reds, ...reds.lines());

  const nina = { subject: { member: 'nina' }, kind: 'hold-posts', scope: 'instance' };
  await act('mo', nina);
  const things = async (where: Where): Promise<Things> => {
    const post = where === 'instance' ? 'none' : posts[where];
    if (where === 'instance') await send('ada', 'POST', '/members/bo/reports', { reason: 'impersonation' });
    else await send('ada', 'POST', `/posts/${post}/reports`, { reason: 'spam' });
    const { items } = await send('root_admin', 'GET', '/moderation/cases?limit=100');
    const subject = where === 'instance' ? 'member bo' : `post ${post}`;
    const its = (items as { id: string; subject: string }[]).find((one) => one.subject === subject);
    const subjectOf = where === 'instance' ? { member: 'bo' } : { post };
    const measure =
      where === 'instance'
        ? { kind: 'rate-limit', scope: 'instance', settings: { posts: 9, seconds: 9 } }
        : { kind: 'label', settings: { label: 'heated' } };
    const action = await act('olga', { subject: subjectOf, ...measure });
    const appeal = String((await send('bo', 'POST', '/appeals', { decision: Number(action), words: 'I quoted.' })).id);
    const at = where === 'instance' ? 'herbs' : where;
    const kept = await write('nina', at === 'herbs' ? '/boards/herbs/threads' : paths[at as 'garden'], {
      title: 'Seen?',
      body: 'No.',
    });
    const scope = where === 'instance' ? 'instance' : where === 'garden' ? 'board:garden' : 'planks';
    const filter = await send('root_admin', 'POST', '/moderation/filters', {
      scope,
      kind: 'words',
      pattern: `cheap ${where}`,
      effect: 'label',
      reason: 'spam',
      words: 'Advertising',
    });
    return { post, case: String(its?.id), action, held: String(kept.held), filter: String(filter.id), appeal };
  };
  const world = { garden: await things('garden'), plank: await things('plank'), instance: await things('instance') };
  const advisory = String(
    (
      await send('mo', 'POST', '/advisories', {
        subject: { post: posts.plank },
        effect: 'label',
        reason: 'spam',
        until: soon,
      })
    ).name,
  );
  const pending = await act('mo', { kind: 'read-only', subject: { member: 'olga' }, scope: 'instance' });
  for (const name of ['sue', 'max']) {
    const number = await act('mo', { kind: 'suspend', subject: { member: name }, scope: 'instance' });
    if (name === 'max') await send('root_admin', 'POST', `/moderation/actions/${number}/approval`, { words: 'Yes.' });
  }
  return {
    ...world,
    advisory,
    far,
    pending,
    soon,
    moved: await start('garden'),
    send,
    start,
    tokenOf: (who: Caller) => tokens.get(who),
  };
};
export type DeskWorld = Awaited<ReturnType<typeof deskWorld>>;
