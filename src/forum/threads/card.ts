// A card is a thread or post as readers get it, as JSON text: made once, kept beside its row, dropped when it changes.
// Reading a page is then joining strings (docs/decisions/reading-cards.md).
import { renderMarkup } from '../../base/markup.ts';
import { nameOfPost } from '../../base/names.ts';
import type { PlaceKind, PostState } from '../../db/tables.ts';
import { isVeiled, type PostLayer, type ThreadLayer } from '../policy/layer.ts';
import type { ShownImage } from './attachment-store.ts';
import type { Counts } from './bridging.ts';
import { noVotes, type Votes } from './read-votes.ts';

export type AuthorFacts = { origin: string; name: string; displayName: string };

/** Authors on boards carry no origin of their own: they are members of this instance. */
const authorJson = (author: AuthorFacts, home: string) => ({
  name: author.name,
  origin: author.origin || home,
  displayName: author.displayName,
});

export type PostFacts = {
  origin: string;
  seq: number;
  thread: { origin: string; seq: number };
  place: { kind: PlaceKind; slug: string };
  author: AuthorFacts;
  parent: { origin: string; seq: number } | null;
  state: PostState;
  title: string;
  body: string;
  /** The body as HTML, where it has been rendered already. */
  html?: string;
  attachments?: readonly ShownImage[];
  at: number;
  arrivedAt: number;
  editedAt: number | null;
  revisions: number;
  withdrawn: string | null;
  /** What the moderators here lay over it. */
  layer?: PostLayer | null;
  /** None: nobody can have voted yet. */
  votes?: Votes;
};

/** An image of a post. Its bytes may be on their way, or be none that is shown: then there is no address. */
export const imageJson = ({ digest, state, type, size, width, height, alt }: ShownImage) => {
  const url = state === 'held' ? `/uploads/${digest}` : null;
  return {
    id: digest,
    url,
    thumbnail: url && `${url}/thumbnail`,
    ...{ type, size, width, height, alt },
    ...(state === 'wanted' ? { pending: true } : {}),
    ...(state === 'refused' ? { refused: true } : {}),
  };
};
/** A post that took longer to get here is marked (protocol.md, What everybody derives). Milliseconds. */
export const LATE = 3_600_000;

const iso = (ms: number): string => new Date(ms).toISOString();

const untilIso = <T extends { until?: number | null }>(one: T) => ({
  ...one,
  ...(one.until === undefined ? {} : { until: one.until === null ? null : iso(one.until) }),
});

/** What readers are told of measures: never who decided, and no words to the author. */
const moderationJson = (layer: PostLayer, withdrawn: string | null) => {
  const { labels, stands, ...rest } = untilIso(layer);
  const back = layer.state === 'visible' && withdrawn !== null && layer.kept !== true && stands !== true;
  const state = back ? 'withdrawn' : layer.state;
  return { ...rest, state, ...(labels ? { labels: labels.map(untilIso) } : {}) };
};

/**
 * @param home the origin of this instance
 * @param unveiled for its author and moderators: with its words, whatever is laid over it
 */
export const postCard = (of: PostFacts, home: string, unveiled = false): string => {
  const layer = of.layer ?? null;
  const veiled = isVeiled(layer) && !unveiled;
  const post = veiled ? { ...of, title: '', body: '', html: '', attachments: [], revisions: 1, editedAt: null } : of;
  const isStart = post.origin === post.thread.origin && post.seq === post.thread.seq;
  return JSON.stringify({
    name: nameOfPost(post),
    thread: nameOfPost(post.thread),
    place: post.place,
    ...(isStart ? { title: post.title } : {}),
    body: post.body,
    html:
      post.html ??
      (post.body === '' ? '' : renderMarkup(post.body, { origin: home, from: post.author.origin || home })),
    ...(post.attachments?.length ? { attachments: post.attachments.map(imageJson) } : {}),
    author: authorJson(post.author, home),
    parent: post.parent ? nameOfPost(post.parent) : null,
    at: iso(post.at),
    arrivedAt: iso(post.arrivedAt),
    ...(post.arrivedAt - post.at > LATE ? { arrivedLater: true } : {}),
    editedAt: post.editedAt === null ? null : iso(post.editedAt),
    revisions: post.revisions,
    state: post.state,
    withdrawn: post.withdrawn,
    ...(layer ? { moderation: moderationJson(layer, post.withdrawn) } : {}),
    votes: post.votes ?? noVotes(post.place.kind),
  });
};

export type ThreadFacts = {
  origin: string;
  seq: number;
  place: { kind: PlaceKind; slug: string };
  title: string;
  author: AuthorFacts;
  state: 'open' | 'closed';
  at: number;
  activeAt: number;
  posts: number;
  /** Of its start. */
  votes: Counts;
  /** The thread on a plank that it is about. */
  about: string | null;
  /** Its start is hidden or held here. */
  veiled?: boolean;
  layer?: ThreadLayer | null;
};

const threadModeration = ({ closed, slow }: ThreadLayer) => ({
  ...(closed ? { closed: untilIso(closed) } : {}),
  ...(slow ? { slow: untilIso(slow) } : {}),
});

/** @param home the origin of this instance */
export const threadCard = (thread: ThreadFacts, home: string): string =>
  JSON.stringify({
    name: nameOfPost(thread),
    place: thread.place,
    title: thread.veiled ? '' : thread.title,
    author: authorJson(thread.author, home),
    state: thread.state,
    at: iso(thread.at),
    activeAt: iso(thread.activeAt),
    posts: thread.posts,
    votes: thread.votes,
    ...(thread.about === null ? {} : { about: thread.about }),
    ...(thread.veiled ? { veiled: true } : {}),
    ...(thread.layer ? { moderation: threadModeration(thread.layer) } : {}),
  });

/** Adds fields to a card without parsing it. `fields` is JSON without its braces, such as `"held":{"by":1,"of":3}`. */
export const extendCard = (card: string, fields: string): string => `${card.slice(0, -1)},${fields}}`;
