// Slows down who tries passwords: counted before a password is looked at, an account and an address at a time. Names
// that nobody has count like any other. The counts live in memory, one set a process, and a restart forgets them. The
// library keeps the time itself (Date.now and its own timers): simulated towns bring another brake.
import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';
import type { RateLimiterMemory } from 'rate-limiter-flexible';
import { Refusal } from '../../base/errors.ts';
import { said } from '../../base/said.ts';

export type Attempt = { forgive(): Promise<void>; uncount(): Promise<void> };

export type SignInBrake = {
  /**
   * Counts an attempt. Call the answer's `forgive` once who asks has proved who they are: only failures stay counted.
   * `uncount` takes the count back without believing it: the password was right, and more is to be shown.
   * @param account what the password belongs to, at most some 100 characters
   * @throws Refusal `too-many` with `retryAfter` in seconds
   */
  attempt(account: string, address: string | undefined): Promise<Attempt>;
};

const ADDRESS_WINDOW = 60;
const ACCOUNT_WINDOW = 900;
/** Accounts remembered with an address from which they signed in. */
const REMEMBERED = 10_000;

/** One household has one IPv4 address, or 64 bits of IPv6. What is no address stays as it is, cut. */
const networkOf = (address: string): string => {
  if (!ipaddr.isValid(address)) return address.slice(0, 64);
  const parsed = ipaddr.process(address);
  return parsed.kind() === 'ipv4' ? parsed.toString() : `${parsed.toByteArray().slice(0, 8).join('.')}/64`;
};

/** Loaded with the first attempt. */
const library = () => import('rate-limiter-flexible');

const take = async (limiter: RateLimiterMemory, key: string): Promise<void> => {
  const { RateLimiterRes } = await library();
  try {
    await limiter.consume(key);
  } catch (reason) {
    if (!(reason instanceof RateLimiterRes)) throw reason;
    const retryAfter = Math.max(1, Math.ceil(reason.msBeforeNext / 1000));
    throw new Refusal('too-many', said`Too many attempts to sign in: wait ${retryAfter} seconds.`, { retryAfter });
  }
};

/**
 * @param limit failures that one address may have in a minute, and one account in 15 minutes; 0: no limit. So that nobody is
 * kept out by a stranger's guesses, an address from which an account signed in before has a count of its own for it.
 */
export const createSignInBrake = (limit: number): SignInBrake => {
  const nothing = async () => {};
  if (limit === 0) return { attempt: async () => ({ forgive: nothing, uncount: nothing }) };
  const createLimiters = async () => {
    const { RateLimiterMemory } = await library();
    return {
      addresses: new RateLimiterMemory({ keyPrefix: 'address', points: limit, duration: ADDRESS_WINDOW }),
      accounts: new RateLimiterMemory({ keyPrefix: 'account', points: limit, duration: ACCOUNT_WINDOW }),
      familiar: new RateLimiterMemory({ keyPrefix: 'familiar', points: limit, duration: ACCOUNT_WINDOW }),
    };
  };
  let limiters: ReturnType<typeof createLimiters> | undefined;
  const known = new LRUCache<string, true>({ max: REMEMBERED });

  return {
    async attempt(account, address) {
      limiters ??= createLimiters();
      const { addresses, accounts, familiar } = await limiters;
      const network = address === undefined ? undefined : networkOf(address);
      // The address first: one that is out of attempts uses up nobody's account.
      if (network !== undefined) await take(addresses, network);
      const pair = `${account} ${network ?? ''}`;
      const [limiter, key] = known.has(pair) ? ([familiar, pair] as const) : ([accounts, account] as const);
      await take(limiter, key);
      const uncount = async (): Promise<void> => {
        if (network !== undefined) await addresses.reward(network);
        await limiter.reward(key);
      };
      return {
        uncount,
        async forgive() {
          await uncount();
          if (network !== undefined) known.set(pair, true);
        },
      };
    },
  };
};
