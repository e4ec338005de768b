// How many large bodies lie in memory at once: of everybody, and of one member.
import { Refusal } from '../base/errors.ts';
import { said } from '../base/said.ts';

const ROOM = 12;
const EACH = 3;

export const createRoom = () => {
  const inside = new Map<number, number>();
  let all = 0;
  /** @throws Refusal `unavailable`, `too-many` */
  return async <T>(member: number, work: () => Promise<T>): Promise<T> => {
    const own = inside.get(member) ?? 0;
    if (own >= EACH) throw new Refusal('too-many', said`Send at most ${EACH} images at once.`, { retryAfter: 5 });
    if (all >= ROOM)
      throw new Refusal('unavailable', 'Many images are being sent. Try again in a few seconds.', { retryAfter: 5 });
    inside.set(member, own + 1);
    all += 1;
    try {
      return await work();
    } finally {
      const left = (inside.get(member) ?? 1) - 1;
      if (left > 0) inside.set(member, left);
      else inside.delete(member);
      all -= 1;
    }
  };
};
