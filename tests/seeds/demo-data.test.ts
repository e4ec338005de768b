// The demo's script and the founding proposal hold together: speakers exist, answers come after what they answer.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fillIn } from '../../seeds/demo/script.ts';
import { demo } from '../../seeds/demo-data.ts';
import { mentionsIn, renderMarkup } from '../../src/base/markup.ts';
import { MEMBER_NAME, SLUG } from '../../src/base/names.ts';

const origins = { greens: 'localhost:4100', libertarians: 'localhost:4101', region: 'localhost:4102' };
const people = ({ admin, members }: (typeof demo.constituents)[number]) => [admin, ...members];
const speakers = new Set(demo.constituents.flatMap((house) => people(house).map(({ name }) => `${house.key}/${name}`)));
const handles = new Set(
  demo.constituents.flatMap((house) => people(house).map(({ name }) => `${name}@${origins[house.key]}`)),
);
const boards = demo.constituents.flatMap((house) => house.boards.map((board) => ({ house, board })));
const boardThreads = boards.flatMap(({ house, board }) =>
  board.threads.map((thread) => ({ thread, speaker: (by: string) => `${house.key}/${by}` })),
);
const threads = [...boardThreads, ...demo.plankThreads.map((thread) => ({ thread, speaker: (by: string) => by }))];

const charter = JSON.parse(readFileSync(new URL('../../seeds/charter.json', import.meta.url), 'utf8'));

describe('the script', () => {
  test('has three houses with people and boards, one of them for members only', () => {
    expect(demo.constituents.map(({ key }) => key)).toEqual(['greens', 'libertarians', 'region']);
    for (const house of demo.constituents) {
      expect(house.members.length).toBeGreaterThanOrEqual(3);
      expect(house.boards.length).toBeGreaterThanOrEqual(2);
      for (const { name } of people(house)) expect(name).toMatch(MEMBER_NAME);
    }
    for (const { board } of boards) {
      expect(board.slug).toMatch(SLUG);
      expect(board.threads.length).toBeGreaterThanOrEqual(2);
    }
    expect(new Set(boards.map(({ house, board }) => `${house.key}/${board.slug}`)).size).toBe(boards.length);
    expect(boards.some(({ board }) => board.visibility === 'members')).toBe(true);
  });

  test('lets only people speak who exist, and answer only what was said', () => {
    expect(threads.length).toBeGreaterThan(15);
    for (const { thread, speaker } of threads) {
      expect(speakers).toContain(speaker(thread.by));
      expect(thread.title.length).toBeLessThanOrEqual(100);
      for (const [index, reply] of thread.replies.entries()) {
        expect(speakers).toContain(speaker(reply.by));
        if (reply.replyTo !== undefined) expect(reply.replyTo).toBeLessThan(index);
      }
    }
  });

  test('takes every plank thread across all three houses', () => {
    expect(demo.plankThreads.length).toBeGreaterThanOrEqual(5);
    for (const { plank, by, replies } of demo.plankThreads) {
      expect(charter.planks.map(({ slug }: { slug: string }) => slug)).toContain(plank);
      expect(replies.length).toBeGreaterThanOrEqual(4);
      expect(replies.length).toBeLessThanOrEqual(9);
      expect(new Set([by, ...replies.map((reply) => reply.by)].map((who) => who.split('/')[0])).size).toBe(3);
    }
    const spoken = new Set(demo.plankThreads.flatMap(({ by, replies }) => [by, ...replies.map((reply) => reply.by)]));
    expect([...speakers].filter((speaker) => !spoken.has(speaker as never))).toEqual([]);
  });

  test('leaves no placeholder, mentions people who exist, and renders', () => {
    let mentions = 0;
    for (const { thread } of threads)
      for (const { body } of [thread, ...thread.replies]) {
        const text = fillIn(body, origins);
        expect(text).not.toMatch(/[{}]/);
        expect(text).toBe(text.trim());
        for (const { name, host } of mentionsIn(text)) {
          expect(handles).toContain(`${name}@${host}`);
          mentions++;
        }
        expect(renderMarkup(text, { origin: origins.greens })).toMatch(/^<(p|ul|ol|blockquote|table)/);
      }
    expect(mentions).toBeGreaterThanOrEqual(5);
  });
});

describe('the founding proposal', () => {
  test('has the shape that `koinon charter found` reads', () => {
    expect(Object.keys(charter)).toEqual(['name', 'planks', 'rules']);
    expect(charter.planks.map(({ slug }: { slug: string }) => slug)).toEqual(['self-determination', 'open-elections']);
    for (const plank of charter.planks) {
      expect(Object.keys(plank)).toEqual(['slug', 'title', 'text', 'audience', 'termDays']);
      expect(plank.audience).toBe('public');
    }
    const { reviewBy, noticeHours, ...fractions } = charter.rules;
    expect(fractions).toEqual({ admit: [2, 3], expel: [2, 3], plank: [2, 3], amend: [3, 4] });
    expect(noticeHours).toBeGreaterThan(0);
    expect(new Date(reviewBy).toISOString()).toBe(reviewBy);
  });
});
