// How many streams may be open at once: in all, and from one address.
import { Refusal } from '../../base/errors.ts';

export type Slots = {
  /** Answers what gives the place back. @throws Refusal `too-many`, `unavailable` */
  take(address: string): () => void;
  readonly taken: number;
};

const RETRY_AFTER = 30;

export const createSlots = (limits: { total: number; perAddress: number }): Slots => {
  const byAddress = new Map<string, number>();
  let taken = 0;
  return {
    take(address) {
      const here = byAddress.get(address) ?? 0;
      if (here >= limits.perAddress)
        throw new Refusal('too-many', `At most ${limits.perAddress} streams from one address.`, {
          retryAfter: RETRY_AFTER,
        });
      if (taken >= limits.total)
        throw new Refusal('unavailable', 'No more streams can be opened now.', { retryAfter: RETRY_AFTER });
      byAddress.set(address, here + 1);
      taken++;
      let given = false;
      return () => {
        if (given) return;
        given = true;
        taken--;
        const left = (byAddress.get(address) ?? 1) - 1;
        if (left === 0) byAddress.delete(address);
        else byAddress.set(address, left);
      };
    },
    get taken() {
      return taken;
    },
  };
};
