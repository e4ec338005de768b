// The part of autocannon that the benches use.
declare module 'autocannon' {
  export type Request = { method?: string; path: string; headers?: Record<string, string>; body?: string };
  export type Client = { setHeaders(headers: Record<string, string>): void; setRequests(requests: Request[]): void };
  export type Options = {
    url: string;
    connections: number;
    amount: number;
    sampleInt: number;
    requests: Request[];
    setupClient?: (client: Client) => void;
  };
  export type Result = {
    errors: number;
    timeouts: number;
    statusCodeStats: Record<string, { count: number }>;
  };
  const autocannon: (options: Options) => Promise<Result>;
  export default autocannon;
}
