// Asks a server, over loopback, from another process than the server's: this one.
import autocannon, { type Request } from 'autocannon';

export type Load = {
  requests: Request[];
  connections: number;
  /** Headers by connection: its member's token. */
  headers?: Record<string, string>[];
  /** The status that every answer must have. */
  expect: number;
};

/** Answers the seconds that it took. @throws Error when any answer is another than expected: a fast refusal is no answer */
export const drive = async (url: string, load: Load, amount: number): Promise<number> => {
  const { requests, connections, headers, expect } = load;
  let connection = 0;
  const started = performance.now();
  const result = await autocannon({
    url,
    connections,
    amount,
    // How often it looks whether all is done, in milliseconds.
    sampleInt: 10,
    requests,
    setupClient(client) {
      const own = headers?.[connection % headers.length];
      // Connections begin at different requests, so that they don't all ask for the same at once.
      const from = Math.floor((connection * requests.length) / connections);
      connection += 1;
      const turned = [...requests.slice(from), ...requests.slice(0, from)];
      client.setRequests(turned.map((one) => ({ ...one, headers: { ...one.headers, ...own } })));
    },
  });
  const seconds = (performance.now() - started) / 1000;
  const right = result.statusCodeStats[expect]?.count ?? 0;
  if (right !== amount || result.errors + result.timeouts > 0)
    throw new Error(
      `${url}: ${amount} asked, answers ${JSON.stringify(result.statusCodeStats)}, ${result.errors} errors, ` +
        `${result.timeouts} late, ${expect} expected`,
    );
  return seconds;
};
