// Faults of moderation, of advice and of messages between instances that the town must notice (see mutants.ts).
import type { Mutant } from './mutants.ts';

export const moderationMutants: readonly Mutant[] = [
  {
    name: 'a message that comes again is another one',
    file: 'src/federation/messages/receive-message.ts',
    find: 'const known = { coalition, peer: caller, id };',
    replace: 'const known = { coalition, peer: caller, id: id.concat(String(now)) };',
    killedBy: 'reports are passed on through a storm',
  },
  {
    name: 'a message is tried once',
    file: 'src/federation/messages/send-messages.ts',
    find: "    if (said.kind !== 'later') {\n",
    replace:
      "    if (said.kind === 'later') {\n      await settle(message, 'given-up', said.why);\n      return true;\n    }\n    if (said) {\n",
    killedBy: 'reports are passed on through a storm',
  },
  {
    name: 'messages never run out',
    file: 'src/federation/messages/send-messages.ts',
    find: 'if (now >= message.until_at) {',
    replace: 'if (now < 0) {',
    killedBy: 'a message to who is gone for a month',
  },
  {
    name: 'a reversal takes everything off its subject',
    file: 'src/forum/moderation/measure-store.ts',
    find: "db.deleteFrom('measure').where('action', '=', p.action).returning(['subject', 'kind']),",
    replace:
      "db\n    .deleteFrom('measure')\n    .where('subject', 'in', (eb) => eb.selectFrom('measure as m').select('m.subject').where('m.action', '=', p.action))\n    .returning(['subject', 'kind']),",
    killedBy: 'one of several measures is undone',
  },
  {
    name: 'what a bulk carried stays when it is undone',
    file: 'src/forum/moderation/take-effect.ts',
    find: 'if (!stands) return dropMeasure(tx, row.number, now, effects);',
    replace: 'if (!stands) return row.parent === null ? dropMeasure(tx, row.number, now, effects) : undefined;',
    killedBy: 'one of several measures is undone',
  },
  {
    name: 'what is due is not done',
    file: 'src/forum/moderation/settle.ts',
    find: 'const ended = await endMeasures(tx, now, SLICE, effects);',
    replace: 'const ended: Awaited<ReturnType<typeof endMeasures>> = [];\n      void endMeasures;',
    killedBy: 'an instance is not heard for a while',
  },
  {
    name: 'who is not heard is not passed on',
    file: 'src/federation/sync/serve.ts',
    find: '    if (hold.has(epoch.origin)) continue;\n',
    replace: `    if (hold.has(epoch.origin)) continue;
    const { measuresOn } = await import('../../forum/policy/measure-rows.js');
    if ((await measuresOn(reader, ['peer '.concat(epoch.origin)], 0)).length > 0) continue;
`,
    killedBy: 'an instance is not heard for a while',
  },
  {
    name: 'what a peer says while it is not heard shows',
    file: 'src/forum/policy/author-layers.ts',
    find: 'if (posts.length === 0 || !(await anyFromAfar(tx))) return;',
    replace: 'if (posts.length >= 0) return;',
    killedBy: 'an instance is not heard for a while',
  },
  {
    name: 'every word of advice counts',
    file: 'src/forum/advice/weigh.ts',
    find: 'if (counts) counted.add(one.origin);',
    replace: "if (counts) counted.add(one.origin.concat(' ', String(counted.size)));",
    killedBy: 'advice of the same instance twice',
  },
  {
    name: 'posts are not looked at again when advice is withdrawn',
    file: 'src/forum/planks/apply/advisory.ts',
    find: "if ((await endAdvisory(fold.tx, key, entry.seq)) && row.kind === 'post')",
    replace: 'if ((await endAdvisory(fold.tx, key, entry.seq)) && key === undefined)',
    killedBy: 'advice of the same instance twice',
  },
  {
    name: 'a notice of a peer suspends',
    file: 'src/forum/cases/take-messages.ts',
    find: '    const publicId = newPublicId(chance);\n    const told =',
    replace: `    const one = { kind: 'suspend', scope: 'instance', until: null, action: 1, reason: 'spam', settings: {} };
    const suspend = command<{ id: number }>()((db, p) =>
      db.updateTable('member').set({ standing: JSON.stringify([one]) }).where('id', '=', p.id),
    );
    await tx.run(suspend, { id: found.id });
    const publicId = newPublicId(chance);
    const told =`,
    killedBy: 'measures of others about a member',
  },
  {
    name: 'votes that come while a peer is filtered count',
    file: 'src/forum/policy/vote-layers.ts',
    find: '    if (place && reaches(scope, place)) await tx.run(mark, { post, origin, counted: 0 });',
    replace: '    if (place && reaches(scope, place)) await tx.run(mark, { post, origin, counted: 1 });',
    killedBy: 'a peer is filtered for a while',
  },
  {
    name: 'a filter holds whoever it meets',
    file: 'src/forum/policy/post-layers.ts',
    find: '  !(await reader.get(wroteBefore, { origin, publicId, before: from })) &&\n',
    replace: '  from > 0 &&\n',
    killedBy: 'a peer is filtered for a while',
  },
  {
    name: 'nobody elsewhere hears how their appeal was decided',
    file: 'src/forum/cases/take-appeal.ts',
    find: "  const coalition = peer === '' ? undefined",
    replace: "  const coalition = peer !== '' ? undefined",
    killedBy: 'a member appeals through a storm',
  },
];
