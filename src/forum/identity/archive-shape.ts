// What a member's archive holds, as docs/export.md tells it. A test holds archives against these.
import { z } from 'zod';

export const ARCHIVE_FORMAT = 'koinon-export-1';

/** Epoch milliseconds; some parts of the house write ISO 8601 instead. */
const time = z.int();
const iso = z.iso.datetime();
const place = z.strictObject({ kind: z.enum(['board', 'plank']), slug: z.string() });

export const archivedManifest = z.strictObject({
  format: z.literal(ARCHIVE_FORMAT),
  /** Of the software. */
  version: z.string(),
  /** The instance. */
  origin: z.string(),
  member: z.string(),
  at: time,
  /** All files but this one. */
  files: z.array(z.strictObject({ path: z.string(), bytes: z.int(), items: z.int().optional() })),
});

export const archivedProfile = z.strictObject({
  name: z.string(),
  origin: z.string(),
  displayName: z.string(),
  bio: z.string(),
  role: z.enum(['member', 'moderator', 'admin']),
  at: time,
  /** By which other instances know the member. */
  publicId: z.string(),
});

export const archivedSession = z.strictObject({
  id: z.string(),
  kind: z.enum(['token', 'cookie']),
  agent: z.string(),
  at: time,
  usedAt: time,
  expiresAt: time,
});

const revision = z.strictObject({ title: z.string().optional(), body: z.string(), at: time });

export const archivedPost = z.strictObject({
  /** `b17` on a board, `42@greens.example` on a plank. */
  name: z.string(),
  url: z.string(),
  place,
  /** Names of the thread's start and of the post answered. */
  thread: z.string(),
  parent: z.string().nullable(),
  /** Of a post that starts a thread. */
  title: z.string().optional(),
  /** Markdown; `''` once it was deleted. */
  body: z.string(),
  state: z.enum(['live', 'deleted', 'erased', 'missing', 'withheld', 'void']),
  at: time,
  editedAt: time.nullable(),
  /** What it said before, the newest first. */
  earlier: z.array(revision),
});
export type ArchivedPost = z.infer<typeof archivedPost>;

const draft = z.strictObject({
  name: z.string(),
  for: z.strictObject({ kind: z.enum(['board', 'plank', 'thread', 'post']), name: z.string() }),
  parent: z.string().nullable(),
  title: z.string(),
  body: z.string(),
  version: z.int(),
  at: time,
});
const textKind = z.enum(['rules', 'privacy', 'imprint']);

/** By the names of files, without `.json`. Parts of the house that are not here answer JSON as their own documentation says. */
export const archivedFiles: Readonly<Record<string, z.ZodType>> = {
  manifest: archivedManifest,
  profile: archivedProfile,
  sessions: z.array(archivedSession),
  posts: z.array(archivedPost),
  writing: z.strictObject({ drafts: z.array(draft) }),
  'coming-in': z.strictObject({
    acceptances: z.array(z.strictObject({ kind: textKind, version: z.int(), at: time })),
    application: z
      .strictObject({
        question: z.string(),
        answer: z.string(),
        reason: z.string(),
        at: time,
        decidedAt: time.nullable(),
      })
      .nullable(),
    invitedBy: z.strictObject({ by: z.string().nullable(), at: time }).nullable(),
    invitations: z.array(
      z.strictObject({
        id: z.string(),
        note: z.string(),
        uses: z.int(),
        used: z.int(),
        at: time,
        expiresAt: time,
        endedAt: time.nullable(),
      }),
    ),
  }),
  mail: z.strictObject({
    email: z.strictObject({ address: z.string(), confirmedAt: time.nullable() }).nullable(),
    secondFactor: z.strictObject({ activeAt: time, recoveryCodesLeft: z.int() }).nullable(),
    mails: z.array(
      z.strictObject({ kind: z.string(), address: z.string(), subject: z.string(), at: time, sentAt: time.nullable() }),
    ),
  }),
  passkeys: z.array(z.strictObject({ name: z.string(), at: time, usedAt: time.nullable() })),
  reading: z.strictObject({
    settings: z.strictObject({ started: z.string(), replied: z.string() }),
    read: z.array(z.strictObject({ thread: z.string(), upTo: z.string().nullable(), at: iso })),
    readPlaces: z.array(z.strictObject({ place, at: iso })),
    follows: z.array(
      z.strictObject({ thread: z.string().optional(), place: place.optional(), level: z.string(), at: iso }),
    ),
    bookmarks: z.array(z.strictObject({ post: z.string(), note: z.string(), at: iso })),
    hidden: z.array(z.strictObject({ who: z.string(), at: iso })),
  }),
  notifications: z.strictObject({
    settings: z.record(z.string(), z.union([z.string(), z.int()]).nullable()),
    notifications: z.array(
      z.strictObject({
        kind: z.string(),
        thread: z.string().nullable(),
        post: z.string().nullable(),
        about: z.string().nullable(),
        at: iso,
        readAt: iso.nullable(),
        filtered: z.boolean(),
      }),
    ),
    senders: z.array(z.strictObject({ who: z.string(), accepted: z.boolean(), at: iso })),
  }),
  votes: z.array(z.strictObject({ post: z.string(), value: z.union([z.literal(1), z.literal(-1)]), at: iso })),
  uploads: z.array(
    z.strictObject({
      id: z.string(),
      post: z.string().nullable(),
      type: z.string(),
      size: z.int(),
      width: z.int(),
      height: z.int(),
      alt: z.string(),
    }),
  ),
  moderation: z.strictObject({
    decisions: z.array(
      z.strictObject({
        number: z.int(),
        at: time,
        kind: z.string(),
        subject: z.string(),
        scope: z.string(),
        reason: z.string(),
        rule: z.string(),
        basis: z.string(),
        words: z.string(),
        until: time.nullable(),
        reviewAt: time.nullable(),
        permanent: z.string(),
        target: z.int().nullable(),
      }),
    ),
    held: z.array(
      z.strictObject({
        kind: z.string(),
        title: z.string(),
        body: z.string(),
        why: z.string(),
        at: time,
        state: z.string(),
        post: z.string().nullable(),
      }),
    ),
  }),
  reports: z.strictObject({
    reports: z.array(
      z.strictObject({
        id: z.string(),
        subject: z.string(),
        reason: z.string(),
        words: z.string(),
        at: time,
        outcome: z.string().nullable(),
        outcomeAt: time.nullable(),
      }),
    ),
    appeals: z.array(
      z.strictObject({
        id: z.string(),
        decision: z.int().nullable(),
        report: z.string().nullable(),
        words: z.string(),
        at: time,
        state: z.enum(['open', 'overturned', 'narrowed', 'upheld']),
        reasons: z.string(),
        decidedAt: time.nullable(),
      }),
    ),
    /** As other instances said it (FEDERATION.md, Messages). */
    notices: z.array(
      z.strictObject({
        id: z.string(),
        peer: z.string(),
        at: time,
        endedAt: time.nullable(),
        said: z.record(z.string(), z.unknown()),
      }),
    ),
    notes: z.array(z.strictObject({ subject: z.string(), words: z.string(), at: time })),
  }),
  automation: z.strictObject({ firstWrote: z.array(place.extend({ at: time })) }),
  archives: z.strictObject({
    archives: z.array(
      z.strictObject({
        id: z.string(),
        state: z.enum(['waiting', 'ready', 'failed']),
        at: time,
        readyAt: time.nullable(),
        expiresAt: time.nullable(),
        size: z.int().nullable(),
      }),
    ),
  }),
  announcements: z.strictObject({
    announcements: z.array(
      z.strictObject({
        id: z.int(),
        text: z.string(),
        level: z.enum(['info', 'warning']),
        audience: z.enum(['public', 'members']),
        from: time,
        until: time,
        at: time,
      }),
    ),
  }),
};
