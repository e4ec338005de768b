// What the examples of reports, cases and appeals speak of: one case for each of them.

import { pushAs, type Real } from '../hostile/real.ts';
import type { Scribe } from '../support/scribe.ts';
import { newYear } from '../support/time.ts';

type Tokens = { admin: string; ada: string; bo: string; mo: string };
type Secrets = Record<string, () => string | number>;

const DAY = 86_400_000;

export const caseSecrets = async (house: Real, reds: Scribe, { admin, ada, bo, mo }: Tokens): Promise<Secrets> => {
  const send = async (token: string, method: string, path: string, body?: unknown) => {
    const answer = await house.call(method, `/api/v1${path}`, { token, ...(body === undefined ? {} : { body }) });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.json;
  };
  type Row = { id: string; subject: string; version: number };
  const find = async (subject: string): Promise<Row> => {
    const { items } = await send(admin, 'GET', '/moderation/cases?limit=100');
    const found = (items as Row[]).find((one) => one.subject === subject);
    if (!found) throw new Error(`no case of ${subject}`);
    return found;
  };
  const report = async (post: string): Promise<Row> => {
    await send(bo, 'POST', `/posts/${encodeURIComponent(post)}/reports`, { reason: 'spam' });
    return find(`post ${post}`);
  };
  const claim = async (token: string, { id, version }: Row): Promise<Row> => {
    const claimed = await send(token, 'POST', `/moderation/cases/${id}/claim`, { version });
    return { id, subject: '', version: Number(claimed.version) };
  };
  const act = async (body: object): Promise<number> => {
    const why = { reason: 'spam', until: '2046-01-01T00:00:00.000Z' };
    const { actions } = await send(mo, 'POST', '/moderation/actions', { ...why, ...body });
    return (actions as { number: number }[])[0]?.number ?? 0;
  };

  const author = 'member-of-the-reds-22';
  reds.describe(author, 'rosa', { at: newYear });
  const start = reds.start('open-elections', author, 'Ballots', 'Paper or not?');
  await pushAs(house, reds, ...reds.lines());

  const first = await claim(mo, await report('b1'));
  const dismissed = await claim(mo, await report('b2'));
  const decision = { version: dismissed.version, outcome: 'dismissed' };
  const decided = await send(mo, 'POST', `/moderation/cases/${dismissed.id}/decision`, decision);
  const { items } = await send(ada, 'GET', '/planks/open-elections/threads');
  const own = (items as { name: string }[]).find(({ name }) => name.endsWith(`@${house.origin}`))?.name ?? '';
  const free = await report(own);
  await send(ada, 'POST', '/members/bo/reports', { reason: 'impersonation' });
  const noted = await find('member bo');
  const foreign = await report(start.name);
  const warning = await act({ kind: 'warning', subject: { member: 'ada' }, scope: 'instance' });
  const appealed = await send(ada, 'POST', '/appeals', { decision: warning, words: 'I was quoting.' });
  const hers = await claim(admin, await find('member ada'));
  const appealable = await act({ kind: 'label', subject: { post: own }, settings: { label: 'advertising' } });
  return {
    case: () => first.id,
    caseVersion: () => first.version,
    decidedCase: () => dismissed.id,
    decidedVersion: () => Number(decided.version),
    freeCase: () => free.id,
    notedCase: () => noted.id,
    foreignCase: () => foreign.id,
    appeal: () => String(appealed.id),
    appealVersion: () => hers.version,
    appealable: () => appealable,
    tomorrow: () => new Date(Date.now() + DAY).toISOString(),
  };
};
