// What a live stream says, in the form of server-sent events (WHATWG HTML, 9.2). Names only: whoever may read what they
// name fetches it.
import type { StoredEvent } from '../../events/event-store.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import { maySee } from '../../forum/policy/may.ts';

const told: ReadonlySet<string> = new Set([
  'thread.started',
  'thread.moved',
  'post.created',
  'post.edited',
  'post.deleted',
  'post.changed',
  'place.changed',
]);

/** By event: the batches of a feed are the same for all its readers. */
const whose = new WeakMap<StoredEvent, ReadonlySet<string>>();

/** Whether the event says that the count of notifications of this reader is another: nobody else hears of it. */
export const isForCount = (event: StoredEvent, actor: Actor): boolean => {
  if (event.kind !== 'notifications.changed' || actor.kind !== 'member') return false;
  let members = whose.get(event);
  if (!members) {
    members = new Set<string>(JSON.parse(event.data).members);
    whose.set(event, members);
  }
  return members.has(actor.publicId);
};

/** Milliseconds after which a browser comes again. */
const RETRY = 2000;

const frame = (id: number, event: string, data: object): string =>
  `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

/** The event as this reader may hear of it; `''` where they may not, or where it concerns no reader. */
export const frameOf = (event: StoredEvent, actor: Actor): string => {
  // Everything derived may read differently now: whoever shows something fetches it anew.
  if (event.kind === 'view.rebuilt') return frame(event.id, 'reset', {});
  if (!told.has(event.kind) || !event.place || !maySee(actor, event.place)) return '';
  const { kind, slug } = event.place;
  return frame(event.id, event.kind, {
    kind: event.kind,
    place: { kind, slug },
    ...(event.thread === null ? {} : { thread: event.thread }),
    ...(event.post === null ? {} : { post: event.post }),
  });
};

/** What one member alone is told: how many notifications they have not read. */
export const countFrame = (id: number, counts: { unread: number; filtered: number }): string =>
  frame(id, 'notification', { kind: 'notification', ...counts });

/** Who holds which posts is known better: fields `held` may read otherwise. No event is kept of that, so it has no id. */
export const HELD = 'event: held\ndata: {}\n\n';

/** The first words: from here on nothing is left out. Its id lets a reader resume who has heard nothing yet. */
export const readyFrame = (id: number): string => `retry: ${RETRY}\n${frame(id, 'ready', {})}`;

/** Instead, where something was left out: what the reader shows may be old. */
export const resetFrame = (id: number): string => `retry: ${RETRY}\n${frame(id, 'reset', {})}`;

/** The last words to whoever signed out. */
export const SIGNED_OUT = 'event: signed-out\ndata: {}\n\n';

/** Nothing, said now and then, so that proxies keep the connection and we notice when it broke. */
export const HEARTBEAT = ':\n\n';
