// What instances tell each other directly: a closed list (FEDERATION.md, Messages). None of it is in any journal.
import { z } from 'zod';
import { registrationModes } from '../../base/config.ts';
import { code, entryName, instant, memberId, text } from '../../journal/records/parts.ts';

/** UTF-16 code units of what a moderator says. */
export const WORDS_LENGTH = 2_000;
const words = text(WORDS_LENGTH);
/** And of what is said for and against in an appeal. */
export const APPEAL_LENGTH = 4_000;
/** By which both sides know what they talk about; says nothing to anybody else. */
const handle = z.string().regex(/^[A-Za-z0-9_-]{16,64}$/, 'is no handle');
/** The class of a decision: unknown ones are shown, never acted on. */
const outcome = code;

export const messageKinds = {
  /** To the home of a post: somebody here reported it, and a moderator here passes it on. Never who. */
  'report.forwarded': z.object({
    case: handle,
    post: entryName,
    /** The entry that holds the very revision that is meant. */
    revision: entryName,
    reason: code,
    words,
  }),
  /** The answer, to whoever forwarded: what came of it there. */
  'report.outcome': z.object({ case: handle, outcome }),
  /** To the home of a member: a measure was taken elsewhere, about the member or one of the posts; or it ended. */
  'notice.to-member': z.object({
    /** Of the measure: what ends it names it again. */
    action: handle,
    member: memberId,
    /** The post that it is about, where it is about one. */
    post: entryName.exactOptional(),
    measure: code,
    /** Where it holds: `instance`, `planks`, or `plank:SLUG`. */
    scope: z.string().max(80),
    reason: code,
    rule: text(300).exactOptional(),
    basis: code,
    words,
    until: instant.nullable(),
    /** `ended`: it holds no more. */
    state: z.enum(['taken', 'ended']),
    /** Nobody there could decide an appeal but whoever took it. */
    alone: z.boolean().exactOptional(),
    /** Somebody outside whom that instance names for such appeals. */
    reviewer: text(300).exactOptional(),
  }),
  /** To whoever took a measure about a member here: the member's own words against it. */
  appeal: z.object({ action: handle, member: memberId, words: text(APPEAL_LENGTH) }),
  /** The answer, to the member's home: how it was decided there, with the reasons. */
  'appeal.outcome': z.object({
    action: handle,
    member: memberId,
    outcome: z.enum(['overturned', 'narrowed', 'upheld']),
    reasons: text(APPEAL_LENGTH),
  }),
  /** To all peers: how people come in here is another now. */
  'registration.switched': z.object({ mode: z.enum(registrationModes), why: code }),
} as const;

export type MessageKind = keyof typeof messageKinds;
export type MessageContent<K extends MessageKind> = z.infer<(typeof messageKinds)[K]>;

export const isMessageKind = (kind: string): kind is MessageKind => Object.hasOwn(messageKinds, kind);

/** A message that came, its content checked. */
export type ReceivedMessage<K extends MessageKind = MessageKind> = {
  coalition: string;
  /** Who says so: its call was signed. */
  peer: string;
  id: string;
  kind: K;
  content: MessageContent<K>;
  /** When it was said, by the peer's clock: messages come in any order. */
  at: number;
  now: number;
};
