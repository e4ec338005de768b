// How much a thread's page of 20 posts weighs with everything on it that a post may have: what people and instances are called
// at its longest, six constituents that voted, all of it unread, much of it changed or late, for a moderator, who has most to press.
import { expect, test } from 'vitest';
import { realChance } from '../../../src/base/time.ts';
import type { Actor } from '../../../src/forum/policy/actor.ts';
import { createLookOf } from '../../../src/http/pages/look.ts';
import type { PostCard, ThreadCard } from '../../../src/http/pages/parts.tsx';
import { threadPage } from '../../../src/http/pages/thread-page.tsx';

const LONGEST = 'mira_whose_name_is_32_signs_long';
const HOME = 'greens.example';
const OTHER = 'progressives.example';
const AT = '2026-11-23T14:22:04.782Z';
const LIMIT = 40_000;

const moderator: Actor = {
  ...{ kind: 'member', memberId: 1, name: 'mo', role: 'moderator', publicId: 'x'.repeat(22), sessionId: 1 },
};

const lookOf = createLookOf({
  origin: HOME,
  publicUrl: `https://${HOME}`,
  clock: { now: () => Date.parse(AT) },
  chance: realChance,
  announced: () => [],
  placeTitles: () => new Map(),
  notifications: { counts: async () => ({ unread: 7 }) },
  instanceFacts: () => ({
    ...{ name: 'The Greens of the Valley', description: '', coalition: null, language: 'en' as const },
    ...{ colour: '1a6b3c', logo: 'yes', registration: 'open' as const, invitations: 'members' as const },
    ...{ texts: { rules: 1, privacy: 1, imprint: 1 }, votes: 'both' as const, modlog: 'public' as const },
  }),
});

const author = { name: LONGEST, origin: OTHER, displayName: 'Mira '.repeat(12).trim() };
const place = { kind: 'plank' as const, slug: 'open-elections' };

const post = (seq: number): PostCard => ({
  ...{ name: `${100_000 + seq}@${OTHER}`, thread: `100000@${OTHER}`, place, author },
  ...{ body: 'Words', html: '<p>Words</p>', parent: seq === 0 ? null : `${100_000 + seq - (seq % 2) - 1}@${OTHER}` },
  ...{
    at: AT,
    arrivedAt: AT,
    arrivedLater: seq % 4 === 0,
    editedAt: seq % 2 === 0 ? AT : null,
    revisions: 3,
    state: 'live',
    withdrawn: null,
  },
  votes: {
    ...{ up: 12, down: 6 },
    by: Array.from({ length: 6 }, (_, i) => ({ origin: `${i}.constituent.example`, up: 2, down: 1 })),
  },
  ...{ myVote: 1, held: { by: 5, of: 6 }, unread: true },
});

const thread: ThreadCard = {
  ...{ name: `100000@${OTHER}`, place, author, title: 'Thresholds', state: 'open', at: AT, activeAt: AT, posts: 1000 },
  ...{ votes: { up: 12, down: 6 }, unread: 20, firstUnread: `100000@${OTHER}`, follow: 'every' },
};

const textOf = (html: string): string => html.replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, ' ');

test('a page of 20 posts with everything on it weighs at most 40 kB beyond its text', async () => {
  const header = (name: string) => (name === 'cookie' ? `__Host-koinon=${'s'.repeat(43)}` : undefined);
  const answer = threadPage({
    look: await lookOf({ actor: moderator, path: `/threads/100000%40${OTHER}`, header }),
    thread,
    place: {
      ...{ ...place, title: 'Open elections', text: '', visibility: 'public', state: 'open', position: 0 },
      ...{ threads: 1, posts: 1000, activeAt: AT, at: AT },
    },
    posts: { items: Array.from({ length: 20 }, (_, seq) => post(seq)), next: 'n'.repeat(60), previous: 'p'.repeat(60) },
    whole: false,
    showsHidden: false,
  });
  const html = String(answer.body);
  const each = ['<article ', 'class="unread"', 'name="none"', 'name="down"', 'name="hide-instance"'];
  for (const part of [...each, 'class="reply"', '?quote=', '>Report<', 'badge held', '/moderate"'])
    expect([part, html.split(part).length - 1]).toEqual([part, 20]);
  expect(Buffer.byteLength(html) - Buffer.byteLength(textOf(html))).toBeLessThanOrEqual(LIMIT);
});
