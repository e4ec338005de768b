// What members say, and a record of what was acknowledged: every word carries a mark of its own, to be looked for later.
import { type PostKey, parseEntryName } from '../../src/base/names.ts';
import { seal, speak } from '../../src/forum/planks/speak.ts';
import type { MemberActor } from '../../src/forum/policy/actor.ts';
import type { ContentFields, ContentType, RecordType, Ref } from '../../src/journal/records.ts';
import { memberNames, planks } from './coalition.ts';
import type { Instance } from './instance.ts';
import { memberNow } from './look.ts';
import type { Town } from './town.ts';

export type Said = {
  name: string;
  key: PostKey;
  /** The index of the house and the member who said it. */
  house: number;
  member: number;
  thread: string;
  parent: string | null;
  /** The body that is shown once all is well; null when it was taken back. */
  body: string | null;
  /** Every text that it ever had. */
  marks: string[];
  /** Acts on it of which nobody knows how they ended: they may have happened. */
  underWay: number;
  /** Something else may have become of it than what its member did. */
  unsure: boolean;
  /** Somebody reported it: its words are kept for those who decide, whatever its author does. */
  reported: boolean;
};

export const isSure = (post: Said): boolean => post.underWay === 0 && !post.unsure;

export type Pen = {
  /** What was acknowledged, by name. */
  readonly said: Map<string, Said>;
  /** Answers '' where it is held: then it has no name yet. */
  thread(house: number, member?: number): Promise<string>;
  reply(house: number, thread: string, parent?: string, member?: number): Promise<string>;
  edit(name: string): Promise<void>;
  delete(name: string): Promise<void>;
  eraseMember(house: number, member: number): Promise<void>;
  /** A member closes their account. What they said is erased, or stands without a name. */
  leave(house: number, member: number, posts: 'keep' | 'erase'): Promise<void>;
  /** An entry as no verb would write it, by the house's own hand and key. */
  say<T extends RecordType>(
    house: number,
    type: T,
    ref: Ref<T>,
    fields?: T extends ContentType ? ContentFields<T> : never,
  ): Promise<string>;
};

/** What an instance answers after its crash, nobody hears. */
export const heard = async <T>(instance: Instance, answer: Promise<T>): Promise<T> => {
  const settled = await Promise.allSettled([answer]);
  if (!instance.life.alive) return new Promise<T>(() => {});
  const [outcome] = settled;
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
};

const keyOf = (name: string): PostKey => {
  const key = parseEntryName(name);
  if (!key) throw new Error(`${name} names no entry`);
  return key;
};

export const createPen = (town: Pick<Town, 'at' | 'coalition'>): Pen => {
  const said = new Map<string, Said>();
  let marks = 0;
  const mark = () => `mark${String(++marks).padStart(4, '0')}x`;
  const as = async <T>(
    instance: Instance,
    member: number,
    act: (verbs: Instance['forum']['verbs']['planks'], actor: MemberActor) => Promise<T>,
  ): Promise<T> => {
    const actor = await memberNow(instance.db.read, memberNames[member] ?? '', instance.clock.now());
    return act(instance.forum.verbs.planks, actor);
  };
  const keep = (one: Omit<Said, 'key' | 'underWay' | 'unsure' | 'reported'>) =>
    said.set(one.name, { ...one, key: keyOf(one.name), underWay: 0, unsure: false, reported: false });
  const find = (name: string): Said => {
    const one = said.get(name);
    if (!one) throw new Error(`${name} was not acknowledged`);
    return one;
  };
  /** An act that changes what stands. One that a crash cuts off stays under way. */
  const change = async (instance: Instance, posts: readonly Said[], act: Promise<void>, done: () => void) => {
    for (const post of posts) post.underWay += 1;
    try {
      await heard(instance, act);
      done();
    } finally {
      for (const post of posts) post.underWay -= 1;
    }
  };

  return {
    said,
    async thread(house, member = 0) {
      const instance = town.at(house);
      const body = mark();
      const slug = planks[marks % planks.length] ?? planks[0];
      const input = { title: body, body, acknowledged: true };
      const { name, held } = await heard(
        instance,
        as(instance, member, (verbs, actor) => verbs.startThread(actor, slug, input)),
      );
      if (held) return '';
      keep({ name, house, member, thread: name, parent: null, body, marks: [body] });
      return name;
    },
    async reply(house, thread, parent, member = 0) {
      const instance = town.at(house);
      const body = mark();
      const input = { body, acknowledged: true, ...(parent === undefined ? {} : { parent }) };
      const { name, held } = await heard(
        instance,
        as(instance, member, (verbs, actor) => verbs.postReply(actor, keyOf(thread), input)),
      );
      if (held) return '';
      keep({ name, house, member, thread, parent: parent ?? thread, body, marks: [body] });
      return name;
    },
    async edit(name) {
      const post = find(name);
      const instance = town.at(post.house);
      const body = mark();
      post.marks.push(body);
      await change(
        instance,
        [post],
        as(instance, post.member, (verbs, actor) => verbs.editPost(actor, post.key, { body })),
        () => {
          post.body = body;
        },
      );
    },
    async delete(name) {
      const post = find(name);
      const instance = town.at(post.house);
      const deleting = as(instance, post.member, (verbs, actor) => verbs.deletePost(actor, post.key));
      await change(instance, [post], deleting, () => {
        post.body = null;
      });
    },
    async eraseMember(house, member) {
      const instance = town.at(house);
      const theirs = () => [...said.values()].filter((post) => post.house === house && post.member === member);
      const erasing = as(instance, member, (_, actor) => instance.forum.eraseMember(actor));
      await change(instance, theirs(), erasing, () => {
        // Also what was on its way before the erasure.
        for (const post of theirs()) post.body = null;
      });
    },
    async leave(house, member, posts) {
      const instance = town.at(house);
      const theirs = () => [...said.values()].filter((post) => post.house === house && post.member === member);
      const leaving = as(instance, member, async (_, actor) => void (await instance.leave(actor, posts)));
      await change(instance, theirs(), leaving, () => {
        if (posts === 'erase') for (const post of theirs()) post.body = null;
      });
    },
    async say(house, type, ref, fields) {
      const instance = town.at(house);
      const { db, planks: needs } = instance;
      const content = fields ? seal(needs, fields) : null;
      const speaking = db.write((tx) =>
        speak(tx, needs, town.coalition.id, (speaker) => speaker.say(type, ref, content)),
      );
      const entry = await heard(instance, speaking);
      needs.wake.ring();
      return `${entry.seq}@${entry.origin}`;
    },
  };
};
