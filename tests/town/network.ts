// What lies between instances: it loses, repeats, delays and so reorders, cuts, and lets a liar change what it passes on.
// Texts go across, never objects: what one instance holds, no other can touch.
import type { Chance } from '../../src/base/time.ts';
import type { PeerPost } from '../../src/federation/http-transport.ts';
import { answerTo } from '../../src/federation/messages/answer-message.ts';
import { type Message, messageSchema, type Received } from '../../src/federation/messages/receive-message.ts';
import { type Nudge, nudgeSchema, type SyncRequest, syncRequestSchema } from '../../src/federation/sync/request.ts';
import type { Peer, Reached, Transport } from '../../src/federation/sync/transport.ts';
import type { Scheduler } from './scheduler.ts';
import type { Trace } from './trace.ts';

export type Faults = {
  /** How likely each message is lost, and each request comes twice. */
  lose: number;
  repeat: number;
  /** Milliseconds under way, from and to. */
  delay: readonly [number, number];
};

export const calm: Faults = { lose: 0, repeat: 0, delay: [1, 10] };
export const storm: Faults = { lose: 0.15, repeat: 0.15, delay: [1, 4_000] };

/** The called side of an instance. */
export type Reachable = {
  readonly alive: boolean;
  readonly clock: { now(): number };
  /** The caller's newest epoch, as it is known here. */
  newestOf(caller: string): Promise<Epoch | undefined>;
  sync(caller: string, request: SyncRequest): Promise<string[]>;
  nudge(caller: string, nudge: Nudge): Promise<void>;
  push(caller: string, coalition: string, body: string): Promise<unknown>;
  receive(caller: string, message: Message): Promise<Received>;
};
/** The calling side: which life calls, under which origin, and what it learns of others' clocks. */
export type Calling = {
  id: string;
  origin: string;
  readonly alive: boolean;
  clock: { now(): number };
  noteOffset(peer: string, ms: number): void;
  /** The epoch whose key it calls with. */
  epoch(): Promise<Epoch | undefined>;
};

/** What a liar makes of its answer before it leaves. */
export type Tamper = (lines: string[], caller: string, self: string) => string[];

export type Network = {
  faults: Faults;
  join(id: string, node: Reachable): void;
  transport(calling: Calling): Transport;
  /** Carries messages. */
  post(calling: Calling): PeerPost;
  /** Where `origin` leads for the instance `from`: another house under the same name. */
  route(from: string, origin: string, to: string): void;
  cut(a: string, b: string): void;
  mend(a: string, b: string): void;
  /** No cuts, no losses, no lies. */
  heal(): void;
  /** Ends at null. */
  tamper(id: string, tamper: Tamper | null): void;
  /** Calls that failed inside the called instance: there should be none. */
  readonly failures: unknown[];
  /** Syncs that were asked for, from → to. */
  readonly syncs: { from: string; to: string }[];
};

const TIMEOUT = 10_000;

type Epoch = { epoch: number; kid: string; statement: string };

/** What the called says of a key that it does not take: it knows a newer epoch, or another one of that number. */
const refuse = async (
  origin: string,
  ours: Epoch | undefined,
  node: Reachable,
): Promise<{ ok: false; why: string; knows: string } | null> => {
  const known = await node.newestOf(origin);
  if (!known || known.kid === ours?.kid || known.epoch < (ours?.epoch ?? 1)) return null;
  return { ok: false, why: 'it knows a later epoch of ours', knows: known.statement };
};

type Needs = { scheduler: Scheduler; chance: Chance; trace: Trace };
type Ask<T> = (node: Reachable) => Promise<T>;

export const createNetwork = ({ scheduler, chance, trace }: Needs): Network => {
  const nodes = new Map<string, Reachable>();
  const routes = new Map<string, string>();
  const cuts = new Set<string>();
  const tampers = new Map<string, Tamper>();
  const failures: unknown[] = [];
  const syncs: Network['syncs'] = [];
  const pair = (a: string, b: string) => (a < b ? `${a} ${b}` : `${b} ${a}`);
  const happens = (likely: number) => likely > 0 && chance.fraction() < likely;

  const network: Network = {
    faults: calm,
    failures,
    syncs,
    join: (id, node) => void nodes.set(id, node),
    route: (from, origin, to) => void routes.set(`${from} ${origin}`, to),
    cut: (a, b) => void cuts.add(pair(a, b)),
    mend: (a, b) => void cuts.delete(pair(a, b)),
    heal() {
      cuts.clear();
      tampers.clear();
      network.faults = calm;
    },
    tamper: (id, tamper) => void (tamper ? tampers.set(id, tamper) : tampers.delete(id)),
    transport,
    post:
      (calling) =>
      async (peer, { body }) => {
        const reached = await call(calling, peer.origin, 'message', async (node) => {
          const message = messageSchema.parse(JSON.parse(body));
          const { status, body: said, headers } = answerTo(message.id, await node.receive(calling.origin, message));
          return { ok: true as const, status, headers, body: Buffer.from(JSON.stringify(said)) };
        });
        return reached.ok ? reached.value : reached;
      },
  };

  const travel = (): number => {
    const [least, most] = network.faults.delay;
    return least + (most - least) * chance.fraction();
  };

  /** One call: each way may fail, the question may come twice, an answer that comes second is not heard. */
  const call = async <T>(calling: Calling, origin: string, what: string, ask: Ask<T>): Promise<Reached<T>> => {
    const ours = await calling.epoch();
    return new Promise((resolve) => {
      const to = routes.get(`${calling.id} ${origin}`) ?? origin;
      let heard = false;
      const hear = (reached: Reached<T>) => {
        if (heard || !calling.alive) return;
        heard = true;
        cancel();
        trace.note(calling.id, reached.ok ? '<-' : 'x-', to, what, reached.ok ? '' : reached.why);
        resolve(reached);
      };
      const cancel = scheduler.after(TIMEOUT, () => hear({ ok: false, why: 'no answer in time' }));
      const blocked = () => cuts.has(pair(calling.id, to));
      const come = () => {
        const node = nodes.get(to);
        if (!node?.alive || blocked()) return hear({ ok: false, why: 'not reachable' });
        const offset = node.clock.now() - calling.clock.now();
        const answer = async (): Promise<Reached<T>> =>
          (await refuse(calling.origin, ours, node)) ?? { ok: true, value: await ask(node) };
        answer().then(
          (reached) => {
            if (!node.alive || happens(network.faults.lose)) return;
            scheduler.after(travel(), () => {
              if (blocked()) return;
              calling.noteOffset(origin, offset);
              hear(reached);
            });
          },
          (error) => {
            if (node.alive) failures.push(error);
          },
        );
      };
      for (let copies = happens(network.faults.repeat) ? 2 : 1; copies > 0; copies--)
        if (!happens(network.faults.lose)) scheduler.after(travel(), come);
    });
  };

  function transport(calling: Calling): Transport {
    return {
      sync(peer: Peer, request: SyncRequest) {
        const text = JSON.stringify(request);
        return call(calling, peer.origin, 'sync', async (node) => {
          const to = routes.get(`${calling.id} ${peer.origin}`) ?? peer.origin;
          syncs.push({ from: calling.id, to });
          const lines = await node.sync(calling.origin, syncRequestSchema.parse(JSON.parse(text)));
          return tampers.get(to)?.([...lines], calling.id, to) ?? [...lines];
        });
      },
      nudge(peer, nudge) {
        const text = JSON.stringify(nudge);
        return call(calling, peer.origin, 'nudge', async (node) => {
          await node.nudge(calling.origin, nudgeSchema.parse(JSON.parse(text)));
          return null;
        });
      },
      push(peer, lines) {
        const body = `${lines.join('\n')}\n`;
        return call(calling, peer.origin, 'push', (node) => node.push(calling.origin, peer.coalition, body));
      },
    };
  }

  return network;
};
