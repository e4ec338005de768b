// The lists of the desk by place, person and reason, as pages: forms that only ask, addresses that can be handed on, and the way back from a case.
import { expect, test } from 'vitest';
import { openDesk } from './desk-house.ts';

const open = async () => {
  const desk = await openDesk({ moderators: ['mo', 'mira'] });
  const { api, house, token } = desk;
  await api('root_admin', 'POST', '/boards', { slug: 'shed', title: 'The shed' });
  const names: string[] = [];
  for (const [who, board, title] of [
    ['ada', 'garden', 'Of roses'],
    ['bo', 'garden', 'Of beans'],
    ['ada', 'shed', 'Of spades'],
  ] as const) {
    const { name } = await house.create(`/api/v1/boards/${board}/threads`, { title, body: 'Rotten.' }, token(who));
    await api('root_admin', 'POST', `/posts/${name}/reports`, { reason: board === 'shed' ? 'spam' : 'threat' });
    names.push(String(name));
  }
  return { ...desk, names };
};

const linkOf = (html: string, title: string): string =>
  new RegExp(`href="(/moderation/cases/[^"]*)"[^>]*>[^<]*(?:<bdi>)?${title}`)
    .exec(html)?.[1]
    ?.replaceAll('&amp;', '&') ?? '';

test('a list is asked for by its address, keeps it from page to page, and says what of it is chosen', async () => {
  await using desk = await open();
  const mo = await desk.enter('mo');
  const all = await mo.get('/moderation');
  expect(all.text).toMatch(/<form method="get" action="\/moderation">/);
  expect(all.text).toContain('Of roses');
  const shed = await mo.get('/moderation?scope=board%3Ashed&reason=&person=');
  expect(shed.text).toContain('Of spades');
  expect(shed.text).not.toContain('Of roses');
  expect(shed.text).toMatch(/<option value="board:shed" selected[^>]*>in The shed</);
  // What is asked for goes along to the other queues.
  expect(shed.text).toContain('href="/moderation?queue=decided&amp;scope=board%3Ashed"');
  const ada = await mo.get('/moderation?person=ada&reason=threat');
  expect(ada.text).toContain('Of roses');
  expect(ada.text).not.toMatch(/Of beans|Of spades/);
  const none = await mo.get('/moderation?person=bo&scope=board%3Ashed');
  expect(none.text).toContain('Nothing here suits what you asked for.');
  const nobody = await mo.get('/moderation?person=nobody');
  expect(nobody.status).toBe(404);
  expect(nobody.text).toContain('Nobody of that name is known here.');
  expect(nobody.text).toContain('href="#person"');
  // What makes no sense is not asked for.
  expect((await mo.get('/moderation?scope=rubbish&reason=no&appealed=maybe')).text).toContain('Of roses');
});

test('a case knows the list from which one came: the next one, and the way back, are of it', async () => {
  await using desk = await open();
  const mo = await desk.enter('mo');
  const list = await mo.get('/moderation?person=ada');
  const path = linkOf(list.text, 'Of roses');
  expect(path).toContain('?list=person%3Dada');
  const shown = await mo.get(path);
  expect(shown.text).toMatch(/href="\/moderation\?person=ada#case-[^"]*">Back to the list/);
  const next = linkOf(list.text, 'Of spades');
  expect(shown.text).toContain(`href="${next}">Leave it, and go on to the next`);
  const id = path.split('?')[0];
  const version = /name="version" value="(\d+)"/.exec(shown.text)?.[1] ?? '';
  const kept = { list: 'person=ada', version };
  const claimed = await mo.post(`${id}/claim`, kept);
  expect(claimed.headers.get('location')).toBe(`${path}#decide`);
  const again = /name="version" value="(\d+)"/.exec((await mo.get(path)).text)?.[1] ?? '';
  const decided = await mo.post(`${id}/decision`, { ...kept, version: again, outcome: 'dismissed', reason: 'threat' });
  const went = decided.headers.get('location') ?? '';
  expect(went).toMatch(/^\/moderation\?person=ada&did=decided&last=/);
  const after = await mo.get(went);
  expect(after.text).toMatch(new RegExp(`class="button" href="${next.replace('?', '\\?')}"`));
});

test('who moderates one board is offered what is theirs, and sees nothing else, whatever they ask for', async () => {
  await using desk = await open();
  await desk.join('gard');
  await desk.api('root_admin', 'PUT', '/moderation/staff/gard/board:shed', { can: ['see-cases', 'act'] });
  const gard = await desk.enter('gard');
  const own = await gard.get('/moderation');
  expect(own.text).toContain('Of spades');
  expect(own.text).not.toMatch(/Of roses|Of beans|board:garden/);
  expect((await gard.get('/moderation?person=ada')).text).not.toContain('Of roses');
  const other = await gard.get('/moderation?scope=board%3Agarden');
  expect(other.status).toBe(403);
  expect(other.text).not.toContain('Of roses');
  expect((await gard.get('/moderation/measures?scope=board%3Agarden')).status).toBe(403);
  const ada = await desk.enter('ada');
  expect((await ada.get('/moderation?person=bo')).status).toBe(403);
});

test('the log by kind and place is for everybody, by person for those who moderate', async () => {
  await using desk = await open();
  const [rose = ''] = desk.names;
  const until = new Date(Date.now() + 86_400_000).toISOString();
  const hide = { kind: 'hide', subject: { post: rose }, reason: 'spam', until };
  const [{ number = 0 } = {}] = JSON.parse((await desk.api('mo', 'POST', '/moderation/actions', hide)).text).actions;
  const its = `id="action-${number}"`;
  const visitor = desk.browser('de');
  const log = await visitor.get('/modlog?kind=hide');
  expect(log.text).toContain('Nur manches zeigen');
  expect(log.text).toContain(its);
  expect(log.text).not.toContain('name="person"');
  expect((await visitor.get('/modlog?kind=suspend')).text).not.toContain(its);
  expect((await visitor.get('/modlog?scope=board%3Ashed')).text).not.toContain(its);
  expect((await visitor.get('/modlog?person=ada')).status).toBe(401);
  const mo = await desk.enter('mo');
  const shown = await mo.get('/modlog?person=ada');
  expect(shown.text).toContain(its);
  // Undone from a list, one is back in it.
  expect(shown.text).toContain('<input type="hidden" name="next" value="/modlog?person=ada"');
  const undone = await mo.post(`/moderation/actions/${number}/reversal`, { words: '', next: '/modlog?person=ada' });
  expect(undone.headers.get('location')).toBe('/modlog?person=ada&did=done');
});
