// How one instance reaches another. The real one speaks HTTP (http-transport.ts); a simulated town brings its own.
import type { Nudge, SyncRequest } from './request.ts';

export type Peer = { coalition: string; origin: string; url: string };

/** An outcome, never an exception: a peer that fails is an everyday thing. */
export type Reached<T> =
  | { ok: true; value: T }
  | {
      ok: false;
      why: string;
      /** A newer epoch statement of ours than that of the key we called with: the peer refused the key, and told why. */
      knows?: string;
    };

export type Transport = {
  /** The answer's lines, without line breaks. */
  sync(peer: Peer, request: SyncRequest): Promise<Reached<string[]>>;
  /** Best effort. */
  nudge(peer: Peer, nudge: Nudge): Promise<Reached<null>>;
  /** Pushes lines to a peer that may not be able to call us. */
  push(peer: Peer, lines: string[]): Promise<Reached<unknown>>; // what it refused stands in its own log
};
