// What the forms that act without a case do, once they are read.
import { muteInput } from '../../../forum/cases/mute-reports.ts';
import type { Actor } from '../../../forum/policy/actor.ts';
import { type Answer, seeOther } from '../../answer.ts';
import { check } from '../../input.ts';
import { safePath } from '../form.ts';
import type { Fields } from '../moderation/decision-input.ts';
import { done } from '../moderation/desk-frame.tsx';
import { actionPath } from '../moderation/log-page.tsx';
import { actionOf } from './act-input.ts';
import type { MeasureNeeds } from './measures-needs.ts';
import { mutedAt, muteOf } from './mute-form.tsx';

/** Both throw what the verbs do, and InvalidInput. */
export const createActs = ({ moderation, cases, clock }: Pick<MeasureNeeds, 'moderation' | 'cases' | 'clock'>) => ({
  /** Leads to where the form says, or to the action: there it is undone, and approved where it waits. */
  async act(actor: Actor, typed: Fields, about: object): Promise<Answer> {
    const { subject, action } = actionOf(typed, about, clock.now());
    const named = await moderation.subjectNamed(subject);
    const { actions } = await moderation.takeAction(actor, { ...action, subject: named });
    const waits = actions.some(({ awaits }) => awaits !== '');
    if (typed.next !== undefined && !waits) return seeOther(done(safePath(typed.next)));
    return seeOther(`${actionPath(actions[0]?.number ?? 0)}?did=done`);
  },
  /** Leads `back`, or to the action where it waits for somebody. */
  async mute(
    actor: Actor,
    typed: Fields,
    whom: { reporter: string } | { peer: string },
    back: string,
  ): Promise<Answer> {
    const { actions } = await cases.mute(actor, check(muteInput, { ...whom, ...muteOf(typed, clock.now()) }));
    return seeOther(mutedAt(actions, `${back}?did=done`));
  },
});
