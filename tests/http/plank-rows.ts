// A plank as another instance's journal left it, written straight into the tables.
import { command } from '../../src/db/statement.ts';
import { findAuthor } from '../../src/forum/threads/author-store.ts';
import { insertPlace } from '../../src/forum/threads/place-store.ts';
import { insertPost } from '../../src/forum/threads/post-store.ts';
import { insertThread } from '../../src/forum/threads/thread-store.ts';
import { newYear } from '../support/time.ts';
import type { Forum } from './forum.ts';

export const origin = 'reds.example:4101';

const insertAuthor = command<{ origin: string }>()((db, p) =>
  db.insertInto('author').values({
    member_id: null,
    origin: p.origin,
    public_id: 'x',
    name: 'rosa',
    display_name: 'Rosa',
    bio: '',
  }),
);

/** A plank with a thread that came from another instance: `7@reds.example:4101`. */
export const addPlank = (h: Pick<Forum, 'db'>, slug: string, visibility: 'public' | 'members', seq: number) =>
  h.db.write(async (tx) => {
    const common = { title: 'Elections', text: '', position: undefined, at: newYear };
    const place = await insertPlace(tx, { kind: 'plank', coalition: 'c', slug, visibility, ...common });
    if (!(await findAuthor(tx, origin, 'x'))) await tx.run(insertAuthor, { origin });
    const author = await findAuthor(tx, origin, 'x');
    if (!place || !author) throw new Error('no plank');
    const start = { placeId: place.id, origin, seq, title: 'Ballots', authorId: author.id, at: newYear };
    const threadId = await insertThread(tx, { ...start, listed: 1 });
    const more = { threadId, parentId: null, state: 'live' as const, body: 'Plank-marker', card: null };
    await insertPost(tx, { ...start, ...more, arrivedAt: newYear, editSeq: seq });
  });
