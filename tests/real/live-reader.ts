// A reader of a live stream, as a browser's EventSource is one.

export type Told = { id: number; event: string; data: { kind?: string; thread?: string; post?: string } };

export type LiveReader = {
  readonly status: number;
  readonly told: readonly Told[];
  /** The id to come back with. */
  readonly last: string;
  /** Settles when the stream ends, however. */
  readonly ended: Promise<void>;
  hangUp(): void;
};

const parse = (block: string): Partial<Record<string, string>> =>
  Object.fromEntries(
    block
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith(':'))
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  );

/** @param headers `authorization`, `last-event-id` */
export const readLive = async (url: string, headers: Record<string, string> = {}): Promise<LiveReader> => {
  const over = new AbortController();
  const answer = await fetch(`${url}/api/v1/live`, { headers, signal: over.signal });
  const told: Told[] = [];
  let last = headers['last-event-id'] ?? '';
  const read = async (): Promise<void> => {
    let rest = '';
    for await (const chunk of (answer.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + chunk).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const { id, event, data } of blocks.map(parse)) {
        last = id ?? last;
        if (data !== undefined) told.push({ id: Number(id ?? -1), event: event ?? 'message', data: JSON.parse(data) });
      }
    }
  };
  return {
    status: answer.status,
    told,
    get last() {
      return last;
    },
    ended: read().catch(() => {}),
    hangUp: () => over.abort(),
  };
};
