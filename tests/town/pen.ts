// What members say, and a record of what was acknowledged: every word carries a mark of its own, to be looked for later.
import { type PostKey, parseEntryName } from '../../src/base/names.ts';
import { deletePost } from '../../src/forum/planks/delete-post.ts';
import { editPost } from '../../src/forum/planks/edit-post.ts';
import { eraseMember } from '../../src/forum/planks/erase-member.ts';
import { postReply } from '../../src/forum/planks/post-reply.ts';
import { seal, speak } from '../../src/forum/planks/speak.ts';
import { startThread } from '../../src/forum/planks/start-thread.ts';
import type { MemberActor } from '../../src/forum/policy/actor.ts';
import type { ContentFields, ContentType, RecordType, Ref } from '../../src/journal/records.ts';
import { planks } from './coalition.ts';
import type { Instance } from './instance.ts';
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
};

export const isSure = (post: Said): boolean => post.underWay === 0 && !post.unsure;

export type Pen = {
  /** What was acknowledged, by name. */
  readonly said: Map<string, Said>;
  thread(house: number, member?: number): Promise<string>;
  reply(house: number, thread: string, parent?: string, member?: number): Promise<string>;
  edit(name: string): Promise<void>;
  delete(name: string): Promise<void>;
  eraseMember(house: number, member: number): Promise<void>;
  /** An entry as no verb would write it, by the house's own hand and key. */
  say<T extends RecordType>(
    house: number,
    type: T,
    ref: Ref<T>,
    fields?: T extends ContentType ? ContentFields<T> : never,
  ): Promise<string>;
};

/** What an instance answers after its crash, nobody hears. */
const heard = async <T>(instance: Instance, answer: Promise<T>): Promise<T> => {
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
  const memberOf = (instance: Instance, member: number) => instance.members[member] as MemberActor;
  const keep = (one: Omit<Said, 'key' | 'underWay' | 'unsure'>) =>
    said.set(one.name, { ...one, key: keyOf(one.name), underWay: 0, unsure: false });
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
      const { name } = await heard(
        instance,
        startThread(instance.planks)(memberOf(instance, member), slug, { title: body, body, acknowledged: true }),
      );
      keep({ name, house, member, thread: name, parent: null, body, marks: [body] });
      return name;
    },
    async reply(house, thread, parent, member = 0) {
      const instance = town.at(house);
      const body = mark();
      const input = { body, acknowledged: true, ...(parent === undefined ? {} : { parent }) };
      const { name } = await heard(
        instance,
        postReply(instance.planks)(memberOf(instance, member), keyOf(thread), input),
      );
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
        editPost(instance.planks)(memberOf(instance, post.member), post.key, { body }),
        () => {
          post.body = body;
        },
      );
    },
    async delete(name) {
      const post = find(name);
      const instance = town.at(post.house);
      await change(instance, [post], deletePost(instance.planks)(memberOf(instance, post.member), post.key), () => {
        post.body = null;
      });
    },
    async eraseMember(house, member) {
      const instance = town.at(house);
      const theirs = () => [...said.values()].filter((post) => post.house === house && post.member === member);
      await change(instance, theirs(), eraseMember(instance.planks)(memberOf(instance, member)), () => {
        // Also what was on its way before the erasure.
        for (const post of theirs()) post.body = null;
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
