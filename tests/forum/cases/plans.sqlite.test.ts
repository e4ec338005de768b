// Each list of the desk is a range of an index, however long it is.
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { Query } from '../../../src/db/statement.ts';
import { caseLists } from '../../../src/forum/cases/case-lists.ts';
import { heldLists } from '../../../src/forum/moderation/held-store.ts';
import { everythingInForce, logs } from '../../../src/forum/moderation/modlog-store.ts';
import { freshDatabase } from '../../support/database.ts';

const wanted = {
  scope: 'board:garden',
  reason: 'spam',
  kind: 'hide',
  person: 'ada@greens.example',
  member: 1,
  place: 1,
};
const params = { queue: 'waiting', ...wanted, rank: 5, id: 5, below: 5, after: 5, limit: 50 };

type Listed = Pick<Query<unknown, unknown>, 'on'>;
test.each<[what: string, list: Listed, range: string]>([
  ['cases', caseLists.all, 'moderation_case_by_rank (queue=? AND rank<?)'],
  ['cases of a place', caseLists.ofScope, 'moderation_case_by_scope (queue=? AND scope=? AND rank<?)'],
  ['cases for a reason', caseLists.ofReason, 'moderation_case_by_reason (queue=? AND reason=? AND rank<?)'],
  [
    'cases of both',
    caseLists.ofScopeAndReason,
    'moderation_case_by_scope_reason (queue=? AND scope=? AND reason=? AND rank<?)',
  ],
  ['cases about a person', caseLists.ofPerson, 'moderation_case_by_queue_person (queue=? AND person=? AND rank<?)'],
  ['cases with an appeal', caseLists.appealed, 'moderation_case_by_appeal (queue=? AND rank<?)'],
  ['the log', logs.all, 'action USING INTEGER PRIMARY KEY (rowid<?)'],
  ['the log of a place', logs.ofScope, 'action_by_scope (scope=? AND number<?)'],
  ['the log of a kind', logs.ofKind, 'action_by_kind (kind=? AND number<?)'],
  ['the log of both', logs.ofScopeAndKind, 'action_by_scope_kind (scope=? AND kind=? AND number<?)'],
  ['the log for a reason', logs.ofReason, 'action_by_reason (reason=? AND number<?)'],
  ['the log about a person', logs.ofPerson, 'action_part_by_person (person=? AND part=? AND action<?)'],
  ['in force', everythingInForce.all, 'measure USING INTEGER PRIMARY KEY (rowid<?)'],
  ['in force in a place', everythingInForce.ofScope, 'measure_by_scope (scope=? AND action<?)'],
  ['in force of a kind', everythingInForce.ofKind, 'measure_by_kind (kind=? AND action<?)'],
  ['in force of both', everythingInForce.ofScopeAndKind, 'measure_by_scope_kind (scope=? AND kind=? AND action<?)'],
  ['in force for a reason', everythingInForce.ofReason, 'measure_by_reason (reason=? AND action<?)'],
  ['in force on a person', everythingInForce.ofPerson, 'measure_by_person (person=? AND action<?)'],
  ['held', heldLists.waiting, 'held_post_by_state (state=? AND id>?)'],
  ['held in a place', heldLists.waitingIn, 'held_post_by_place (place_id=? AND id>?)'],
  ['held of a member', heldLists.everyOf, 'held_post_by_member (member_id=? AND id>?)'],
])('%s', async (_what, list, range) => {
  await using fresh = await freshDatabase();
  if (fresh.location.kind !== 'sqlite') throw new Error('a file was asked for');
  const db = new Sqlite(fresh.location.file, { readonly: true });
  try {
    const { sql, values } = list.on('sqlite');
    const rows = db.prepare(`explain query plan ${sql}`).all(values(params)) as { detail: string }[];
    const details = rows.map(({ detail }) => detail);
    expect(details.join()).toContain(range);
    expect(details.filter((detail) => /SCAN|TEMP B-TREE/.test(detail))).toEqual([]);
  } finally {
    db.close();
  }
});
