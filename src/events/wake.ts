// Tells this process's followers that something was committed. It carries nothing: followers read the events themselves.

export type Wake = {
  /** Something was committed. Cheap; call it after every write that appended an event. */
  ring(): void;
  /** Calls `listener` on each ring; answers what ends it. */
  listen(listener: () => void): () => void;
};

export const createWake = (): Wake => {
  const listeners = new Set<() => void>();
  return {
    ring() {
      for (const listener of listeners) listener();
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
