// The live stream: one for all open pages of this browser, since browsers allow few connections. Whoever holds the lock
// listens, and tells the others.
import { member, page } from './base.js';

/** @typedef {{ post?: string, thread?: string, place?: { kind: string, slug: string }, unread?: number }} News */

const told = ['ready', 'reset', 'held', 'notification', 'thread.started'].concat(
  ['created', 'edited', 'deleted', 'changed'].map((what) => `post.${what}`),
);

/** @type {((kind: string, news: News) => void)[]} */
const listeners = [];

/**
 * `ready` comes when the listening begins, or begins again: something may have been missed before.
 * @param {(kind: string, news: News) => void} listener
 */
export const onNews = (listener) => void listeners.push(listener);

/** @param {string} kind @param {News} news */
const hear = (kind, news) => {
  for (const listener of listeners) listener(kind, news);
};

// What is told depends on who is signed in.
const ear = `koinon-live-${member}`;
const others = new BroadcastChannel(ear);
others.onmessage = ({ data }) => hear(data.kind, data.news);

const AGAIN = 60_000;

/** Until the stream ends for good; a broken connection is taken up again by itself. */
const listen = () =>
  new Promise((ended) => {
    const stream = new EventSource('/api/v1/live');
    const end = () => {
      stream.close();
      setTimeout(ended, AGAIN);
    };
    for (const kind of told)
      stream.addEventListener(kind, ({ data }) => {
        const news = JSON.parse(data);
        page.documentElement.classList.add('live');
        hear(kind, news);
        others.postMessage({ kind, news });
      });
    stream.addEventListener('signed-out', end);
    stream.onerror = () => stream.readyState === EventSource.CLOSED && end();
  });

const listenOn = async () => {
  for (;;) await listen();
};

/** Locks are there on https and on localhost; elsewhere each page listens by itself. */
export const beginListening = () => void (navigator.locks?.request(ear, listenOn) ?? listenOn());
