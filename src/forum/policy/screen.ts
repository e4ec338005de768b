// What posting verbs ask before they write anything: whether what a member wrote may appear at once. Facts and words go in; the
// answer is nothing, a refusal, or that it was put aside for somebody to look at. Who answers is for the app to say.
import type { PostKey } from '../../base/names.ts';
import type { Writer } from '../../db/database.ts';
import type { NewEvent } from '../../events/append.ts';
import type { NamedUpload } from '../threads/input.ts';
import type { MemberActor } from './actor.ts';
import type { PlaceName } from './measures.ts';

export type Written = {
  readonly member: MemberActor;
  readonly kind: 'thread' | 'reply';
  readonly place: PlaceName & { readonly id: number; readonly layer: string | null };
  /** Of a reply. */
  readonly thread: (PostKey & { readonly id: number; readonly layer: string | null }) | null;
  /** The name of the post answered, where the member named one. */
  readonly parent?: string | undefined;
  readonly title: string;
  readonly body: string;
  readonly attachments?: readonly NamedUpload[] | undefined;
  readonly about?: string | undefined;
  readonly acknowledged?: boolean | undefined;
};

/** What was put aside. `until`: then it appears, collapsed, unless somebody has looked; null: it waits. */
export type Held = { readonly id: string; readonly why: string; readonly until: number | null };

export type PutAside = {
  readonly held: Held;
  /** Appended last by the verb. */
  readonly events: readonly Omit<NewEvent, 'at'>[];
};

/** Undefined: it may appear. @throws Refusal `too-many`: not so fast */
export type Screen = (tx: Writer, written: Written) => Promise<PutAside | undefined>;

/** What the author is told: JSON. */
export const heldJson = ({ id, why, until }: Held): string =>
  JSON.stringify({ held: id, why, until: until === null ? null : new Date(until).toISOString() });
