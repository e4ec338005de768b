// Faults that the town must notice: each is one replacement in the source, and the scenario that it must fail. A town that
// lets one live would prove nothing.
import { moderationMutants } from './mutants-of-moderation.ts';

export type Mutant = {
  name: string;
  file: string;
  /** Stands exactly once in the file. */
  find: string;
  replace: string;
  /** By its name in scenarios.ts. */
  killedBy: string;
};

export const mutants: readonly Mutant[] = [
  {
    name: 'the head moves before the entries are stored',
    file: 'src/federation/sync/take-entries.ts',
    find: `    const outcome = await needs.db.write(async (tx) => {
      await inTurn(tx, 'journal');
      if (!(await standsAt(tx, epoch, from))) return 'changed';
`,
    replace: `    const { payload, hash, at } = (slice.at(-1) as Arrived).opened;
    const to = { journal: epoch.journal_id, epoch: epoch.epoch, from, seq: payload.seq, hash, at };
    await needs.db.write((tx) => moveHead(tx, to));
    const outcome = await needs.db.write(async (tx) => {
`,
    killedBy: 'killed while catching up, pages of 1000',
  },
  {
    name: 'acknowledged before the commit',
    file: 'src/db/group-commit.ts',
    find: '      commit.run();\n',
    replace: `      for (const { job, value, failed } of outcomes) if (!failed) job.resolve(value);
      await new Promise<void>((resolve) => soon(resolve));
      commit.run();
`,
    killedBy: 'killed while writing',
  },
  {
    name: 'the same epoch after a restore',
    file: 'src/journal/append.ts',
    find: "  if (row.halted !== null) throw new Refusal('unavailable', row.halted);\n",
    replace: '',
    killedBy: 'restored at 80 with nobody in reach',
  },
  {
    name: 'own entries that come from a peer go unnoticed',
    file: 'src/federation/sync/take-entries.ts',
    find: '  if (epoch.origin === facts.home) await haltWhenBehind(tx, epoch.journal_id, epoch.epoch);\n',
    replace: '',
    killedBy: 'a machine went back unnoticed',
  },
  {
    name: 'digest unchecked',
    file: 'src/journal/check-run.ts',
    find: "  if (digestOf(bytes) !== digest) return { ok: false, named, fault: 'digest: not that of the content' };\n",
    replace: '',
    killedBy: 'a relay changes: a letter of the content',
  },
  {
    name: 'chain unchecked',
    file: 'src/journal/check-run.ts',
    find: "  if (payload.prev !== head.hash) return 'prev: not the hash of the entry before';\n",
    replace: '',
    killedBy: 'a liar changes its story, pages of 100',
  },
  {
    name: 'last signature unchecked',
    file: 'src/journal/check-run.ts',
    find: 'if (last && (vouched.has(last.opened.hash) || checkEnvelope(last.opened, key)))',
    replace: 'if (last)',
    killedBy: 'a relay changes: another time',
  },
  {
    name: 'signatures are not checked afterwards',
    file: 'src/federation/sync/loop.ts',
    find: 'if (pulled.ok) await checkSignatures(needs, peer.coalition, () => stopped);',
    replace: '',
    killedBy: 'bad signatures, pages of 7',
  },
  {
    name: 'what stands before a fork is not vouched for by its proof',
    file: 'src/federation/sync/check-news.ts',
    find: 'epoch.forked_seq === null ? [] : await vouchedByEvidence(needs.db.read, forked)',
    replace: '[]',
    killedBy: 'bad signatures, pages of 100',
  },
  {
    name: 'holes are never asked for again',
    file: 'src/federation/sync/pull.ts',
    find: '    want: await readWant(reader, coalition),\n',
    replace: '    want: {},\n',
    killedBy: 'a relay strips contents, and says that they were erased',
  },
  {
    name: 'holes keep what is new away',
    file: 'src/federation/sync/serve.ts',
    find: '  page.full = false;\n  page.entries = Math.min(page.entries, Math.floor(limits.entries / 2));\n',
    replace: '',
    killedBy: 'holes that nobody can fill, pages of 1',
  },
  {
    name: 'one origin fills the page',
    file: 'src/federation/sync/serve.ts',
    find: 'const TURN = 32;',
    replace: 'const TURN = 1_000_000;',
    killedBy: 'a relay talks all the time',
  },
  {
    name: 'an erasure is forgotten for what arrives later',
    file: 'src/federation/sync/take-entries.ts',
    find: 'const erased = payload.size > 0 && isErased(payload.seq);',
    replace: 'const erased = payload.size > 0 && isErased(0);',
    killedBy: 'erased before it came',
  },
  {
    name: 'an erasure leaves what was derived',
    file: 'src/forum/planks/apply/erase.ts',
    find: "    if (post) await emptyKnown(fold, post, 'erased');\n",
    replace: '',
    killedBy: 'a frozen house can still erase, by governance',
  },
  {
    name: 'an erasure keeps the name',
    file: 'src/forum/planks/apply/member-described.ts',
    find: "      name: '',\n",
    replace: '',
    killedBy: 'erased in part',
  },
  {
    name: 'statements of erasure are not passed on',
    file: 'src/federation/sync/serve.ts',
    find: 'page.lines.push(erasureLine(statement));',
    replace: 'void erasureLine(statement);',
    killedBy: 'a frozen house can still erase, by operations',
  },
  {
    name: 'ordered by arrival',
    file: 'src/forum/planks/apply/reply-posted.ts',
    find: 'const at = Math.max(entry.at, parent.at);',
    replace: 'const at = Math.max(entry.arrivedAt, parent.at);',
    killedBy: 'replies come before their thread',
  },
  {
    name: 'an answer stands before what it answers',
    file: 'src/forum/planks/apply/reply-posted.ts',
    find: 'const at = Math.max(entry.at, parent.at);',
    replace: 'const { at } = entry;',
    killedBy: 'clocks that differ',
  },
  {
    name: 'others may edit',
    file: 'src/forum/planks/apply/post-edited.ts',
    find: 'return key && key.origin === entry.origin && key.seq < entry.seq ? key : undefined;',
    replace: 'return key;',
    killedBy: 'nobody acts for others',
  },
  {
    name: 'what waits is never woken',
    file: 'src/forum/planks/apply/apply-entries.ts',
    find: '      queue.push({ entry: woken, again: true });',
    replace: '      void woken;',
    killedBy: 'replies come before their thread',
  },
  {
    name: 'an older tally wins',
    file: 'src/forum/planks/apply/votes-tallied.ts',
    find: ".whereRef('tally.seq', '<', 'excluded.seq')",
    replace: ".whereRef('tally.seq', '!=', 'excluded.seq')",
    killedBy: 'tallies that waited',
  },
  {
    name: 'a parent outside the thread is answered there',
    file: 'src/forum/planks/apply/reply-posted.ts',
    find: 'if (known) return known.threadId === start.threadId ? known : start;',
    replace: 'if (known) return known;',
    killedBy: 'parents in circles and elsewhere',
  },
  {
    name: 'what is ahead of its time counts at once',
    file: 'src/forum/planks/apply/apply-entries.ts',
    find: "  if (entry.at > fold.now + AHEAD) return { effect: 'waiting', awaits: ['time'], dueAt: entry.at };\n",
    replace: '',
    killedBy: 'ahead of its time',
  },
  {
    name: 'budget unchecked',
    file: 'src/journal/budget.ts',
    find: 'return (await tx.run(spend, { journal, day, entries, bytes, most: budget.entries, mostBytes: budget.bytes })) > 0;',
    replace:
      'await tx.run(spend, { journal, day, entries, bytes, most: budget.entries, mostBytes: budget.bytes });\n  return true;',
    killedBy: 'a flood waits at its origin',
  },
  {
    name: 'a fork is not told on',
    file: 'src/federation/sync/serve.ts',
    find: 'page.lines.push(evidenceLine(proof.first, proof.second));',
    replace: 'void evidenceLine;',
    killedBy: 'a fork is told on',
  },
  {
    name: 'a fork cuts nothing off',
    file: 'src/forum/planks/again/names.ts',
    find: 'counts: row.forked_seq === null || row.seq < row.forked_seq,',
    replace: 'counts: true,',
    killedBy: 'a liar says two things, pages of 1000',
  },
  {
    name: 'a final statement is ignored',
    file: 'src/federation/sync/take-statements.ts',
    find: '      if (final) await endEpochs(tx, journal.id, epoch, after);\n',
    replace: '',
    killedBy: 'two copies, mended by the second',
  },
  {
    name: 'whoever took the other branch keeps it',
    file: 'src/federation/sync/take-entries.ts',
    find: '  if (hasArrived(epoch) || epoch.head_seq < firstSeq(epoch.epoch)) return false;\n',
    replace: '  if (epoch) return false;\n',
    killedBy: 'mended before the fork is known, pages of 1',
  },
  {
    name: 'a cut off entry is answered all the same',
    file: 'src/journal/entry-store.ts',
    find: "    .where((eb) => eb.or([eb('epoch.forked_seq', 'is', null), eb('epoch.forked_seq', '>', eb.ref('entry.seq'))])),\n",
    replace: "    .where('entry.seq', '>', 0),\n",
    killedBy: 'replies to what a fork cut off',
  },
  {
    name: 'epochs are opened as often as somebody asks',
    file: 'src/federation/go-on.ts',
    find: 'if (clock.now() < openedAt + PAUSE)',
    replace: 'if (openedAt === 1)',
    killedBy: 'two copies that hold the governance key',
  },
  {
    name: 'any number of epochs is taken',
    file: 'src/journal/limits.ts',
    find: 'MAX_EPOCH = 1_000;',
    replace: 'MAX_EPOCH = 1_000_000;',
    killedBy: 'epochs without end',
  },
  {
    name: 'a transaction ends where nothing vouches for it',
    file: 'src/federation/sync/check-news.ts',
    find: 'to < good.length && last && !checkEnvelope(last.opened, key);',
    replace: 'to < 0 && last;',
    killedBy: 'killed among bad signatures, within a run',
  },
  {
    name: 'an erasure by an older key counts for some',
    file: 'src/federation/sync/take-erasures.ts',
    find: '[governance, ...operations]',
    replace: '[governance, ...operations.slice(-1)]',
    killedBy: 'erased by the key of an epoch that is over',
  },
  {
    name: 'a key that was ended still erases',
    file: 'src/journal/erasing-keys.ts',
    find: 'epoch >= from && ',
    replace: '',
    killedBy: 'erased by a key that was ended',
  },
  {
    name: 'who left goes on talking',
    file: 'src/forum/planks/apply/apply-entries.ts',
    find: 'if (!version?.charter.constituents.some((one) => one.id === entry.origin))',
    replace: 'if (!version)',
    killedBy: 'a constituent leaves',
  },
  {
    name: 'only who is still there erases',
    file: 'src/federation/sync/taking.ts',
    find: 'versions.flatMap((version) =>',
    replace: 'versions.slice(-1).flatMap((version) =>',
    killedBy: 'a constituent leaves',
  },
  {
    name: 'a closed plank takes replies',
    file: 'src/forum/planks/apply/reply-posted.ts',
    find: "  if (closed) return voidFor('plank: closed');\n",
    replace: '',
    killedBy: 'a plank is closed',
  },
  ...moderationMutants,
];
