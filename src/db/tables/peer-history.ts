// Row type of how it stood with the peers over time.

export type PeerHistoryTables = {
  peer_history: {
    coalition: string;
    origin: string;
    /** Milliseconds that the row stands for; `at` is where they begin. */
    span: number;
    at: number;
    samples: number;
    /** Samples in which the peer answered. */
    reached: number;
    /** The most of the span; null where the peer told nothing of it. */
    lag: number | null;
    missing: number;
    holes: number;
  };
};
