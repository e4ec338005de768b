// A whole instance with people who moderate, for tests of the desk's pages.
import { openDesk } from './desk-house.ts';

/** Members ada (German) and bo, moderators mo and mira, an admin; a board with a thread by ada. */
export const openActing = async () => {
  const desk = await openDesk({ moderators: ['mo', 'mira'] });
  const { house, browser, enter, api, token } = desk;
  await house.create('/api/v1/boards/garden/threads', { title: 'Compost', body: 'Rotten words.' }, token('ada'));
  const act = async (as: string, body: Record<string, unknown>): Promise<number> => {
    const answer = await api(as, 'POST', '/moderation/actions', body);
    if (answer.status !== 201) throw new Error(answer.text);
    return Number((answer.json.actions as { number: number }[])[0]?.number);
  };
  return { house, browser, enter, api, act, [Symbol.asyncDispose]: () => desk[Symbol.asyncDispose]() };
};
export type ActingForum = Awaited<ReturnType<typeof openActing>>;

export const fieldIn = (html: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
