// A valid ref and content of every record type.
import { sha256 } from '../../src/base/hash.ts';
import { sealEpoch } from '../../src/journal/epoch-statement.ts';
import type { Content, ContentType, RecordType, Ref } from '../../src/journal/records.ts';
import { governance, sampleEpoch } from './samples.ts';

export const member = 'bWVtYmVyLTEyMzQ1Njc4';
export const salt = 'AAAAAAAAAAAAAAAAAAAAAA';
const message = sealEpoch(sampleEpoch, governance).statement;
export const attachment = { digest: sha256('b'), type: 'image/png', size: 1000, width: 10, height: 20, alt: 'A tree' };
export const many = <T>(count: number, item: T): T[] => Array(count).fill(item);

export const refs: { readonly [T in RecordType]: Ref<T> } = {
  'thread.started': { plank: 'open-elections', author: member },
  'reply.posted': { thread: '1@a.example', parent: '2@b.example:4100', author: member },
  'post.edited': { post: '1@a.example' },
  'post.deleted': { post: '1@a.example', erases: [[1, 1]] },
  'post.withdrawn': { post: '1@a.example', reason: 'off-topic' },
  'post.reinstated': { post: '1@a.example', reason: 'other' },
  'votes.tallied': { tallies: [{ post: '1@a.example', up: 3, down: 0 }] },
  'poll.tallied': { post: '1@a.example', counts: [0, 5] },
  'member.described': { member },
  'member.erased': { member, erases: [] },
  'advisory.issued': {
    subject: { post: '1@a.example' },
    revision: '2@a.example',
    effect: 'collapse',
    reason: 'spam',
    until: '2026-03-01T00:00:00.000Z',
    human: true,
    urgent: false,
  },
  'advisory.withdrawn': { advisory: '1@a.example' },
  'steward.pinned': { thread: '1@a.example' },
  'steward.unpinned': { thread: '1@a.example' },
  'steward.closed': { thread: '1@a.example' },
  'steward.reopened': { thread: '1@a.example' },
  'charter.proposed': { message },
  'charter.approved': { message },
  'charter.opened': { message },
  'charter.prevoted': { message },
  'charter.precommitted': { message },
  'charter.left': { message },
};

export const contents: { readonly [T in ContentType]: Content<T> } = {
  'thread.started': {
    salt,
    title: 'A title',
    body: 'A body',
    attachments: many(8, attachment),
    poll: { options: ['yes', 'no'] },
  },
  'reply.posted': { salt, body: 'A body' },
  'post.edited': { salt, title: 'A title', body: 'A body', attachments: [] },
  'member.described': { salt, name: 'ada_1', displayName: 'Ada', bio: '' },
  'advisory.issued': { salt, note: 'See rule 3.' },
  'charter.proposed': { salt, rationale: 'Because.' },
  'charter.approved': { salt },
  'charter.opened': { salt },
  'charter.prevoted': { salt },
  'charter.precommitted': { salt },
  'charter.left': { salt },
};
