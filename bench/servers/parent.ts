// The server's end of child.ts: its options, its port, and the processor's time when the parent asks.

/** What the parent says first. */
export const readOptions = <T>(): Promise<T> => new Promise((resolve) => process.once('message', resolve));

/** Tells the parent the port; stops when the parent lets go. */
export const serveParent = (port: number, stop: () => Promise<void>): void => {
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.((user + system) / 1000);
  });
  process.once('disconnect', () => void stop().then(() => process.exit(0)));
  process.send?.(port);
};
