// How long a post travels: from the moment at which it is sent to one instance until a reader of another one has it.
import { newFolder, rmFolder } from './folder.ts';
import { PLANK } from './house.ts';
import { median } from './measure.ts';
import { type Instance, type Pair, startPair } from './pair.ts';
import type { Figure } from './report.ts';
import { textOf, titleOf } from './texts.ts';

const POSTS = 300;
/** The first ones do not count: what runs often is compiled in them. */
const WARM_UP = 60;
const PORTS = [4481, 4482] as const;
/** Milliseconds between two posts: from … to. */
const PAUSE = [50, 100] as const;
/** Milliseconds after which a post is lost. */
const LOST = 30_000;

export type Journey = {
  /** Milliseconds from sending the post to A until B's answer to a reader holds it. */
  travel: number;
  /** Milliseconds of two round trips in a row: to A, to B. */
  floor: number;
};

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** The value that `share` of all do not exceed. */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
};

/** Hears the live stream; `post(name)` settles as soon as it has told of the post. */
const listenTo = async ({ url }: Instance) => {
  const over = new AbortController();
  const response = await fetch(`${url}/api/v1/live`, { signal: over.signal });
  if (response.status !== 200 || !response.body) throw new Error(`${url}/api/v1/live: ${response.status}`);
  const heard = new Set<string>();
  let bell = () => {};
  const read = async (stream: ReadableStream<Uint8Array>): Promise<void> => {
    let rest = '';
    for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
      const frames = (rest + chunk).split('\n\n');
      rest = frames.pop() ?? '';
      for (const frame of frames) {
        const { post } = JSON.parse(/^data: (.*)$/m.exec(frame)?.[1] ?? '{}') as { post?: string };
        if (post !== undefined) heard.add(post);
      }
      bell();
    }
  };
  const reading = read(response.body).catch(() => {});
  return {
    async post(name: string): Promise<void> {
      const end = performance.now() + LOST;
      while (!heard.has(name)) {
        if (performance.now() > end) throw new Error(`${name} did not arrive within ${LOST} ms.`);
        await new Promise<void>((resolve) => {
          const late = setTimeout(resolve, LOST);
          bell = () => {
            clearTimeout(late);
            resolve();
          };
        });
      }
    },
    async stop(): Promise<void> {
      over.abort();
      await reading;
    },
  };
};

const send = async ({ url, authorization }: Instance, path: string, words: object): Promise<string> => {
  const response = await fetch(`${url}/api/v1${path}`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify(words),
  });
  const text = await response.text();
  if (response.status !== 201) throw new Error(`${url}/api/v1${path}: ${response.status} ${text}`);
  return (JSON.parse(text) as { name: string }).name;
};

/** One round trip that asks for nothing but a word. */
const greet = async ({ url }: Instance): Promise<void> => {
  await (await fetch(`${url}/healthz`)).text();
};

/** Posts replies on a plank of A, one after the other, and reads each on B. */
export const travel = async ({ a, b }: Pair, posts: number): Promise<Journey[]> => {
  const ear = await listenTo(b);
  try {
    const thread = await send(a, `/planks/${PLANK}/threads`, {
      title: titleOf(0),
      body: textOf(0),
      acknowledged: true,
    });
    await ear.post(thread);
    const journeys: Journey[] = [];
    for (let number = 1; number <= posts; number++) {
      // Never in step with anything that happens every so many milliseconds.
      await pause(PAUSE[0] + ((PAUSE[1] - PAUSE[0]) * ((number * 37) % 101)) / 101);
      const begun = performance.now();
      await greet(a);
      await greet(b);
      const sent = performance.now();
      const body = textOf(number);
      const name = await send(a, `/threads/${thread}/posts`, { body });
      await ear.post(name);
      const response = await fetch(`${b.url}/api/v1/posts/${name}`);
      const read = (await response.json()) as { body?: string };
      if (response.status !== 200 || read.body !== body) throw new Error(`${name}: ${response.status} on ${b.url}`);
      journeys.push({ travel: performance.now() - sent, floor: sent - begun });
    }
    return journeys;
  } finally {
    await ear.stop();
  }
};

const inMs = (values: readonly number[]): string =>
  `${quantile(values, 0.99).toFixed(1)} ms (median ${median(values).toFixed(1)})`;

export const benchTravel = async (): Promise<Figure[]> => {
  const folder = newFolder();
  try {
    const pair = await startPair(folder, PORTS);
    try {
      const journeys = (await travel(pair, WARM_UP + POSTS)).slice(WARM_UP);
      const taken = journeys.map(({ travel }) => travel);
      const p99 = quantile(taken, 0.99);
      return [
        {
          what: 'post on one instance until read on another, 99 of 100',
          ours: inMs(taken),
          floor: inMs(journeys.map(({ floor }) => floor)),
          measured: `${Math.round(p99)} ms`,
          target: '≤ 100 ms',
          met: p99 <= 100,
        },
      ];
    } finally {
      await pair.stop();
    }
  } finally {
    rmFolder(folder);
  }
};
