// What the lists of the desk are asked for: a place, a person, a kind, a reason; the same by call and by page.
import { z } from 'zod';
import { Refusal } from '../base/errors.ts';
import type { Person } from '../forum/moderation/resolve-subject.ts';
import type { SubjectInput } from '../forum/moderation/subject-named.ts';
import type { Actor } from '../forum/policy/actor.ts';
import { may } from '../forum/policy/may.ts';
import { actionKinds, isScope, reasons, SCOPE, type Subject } from '../forum/policy/measures.ts';

export const ScopeAsked = z
  .string()
  .regex(SCOPE)
  .refine(isScope)
  .optional()
  .meta({ description: 'What holds there: board:SLUG, plank:SLUG, planks (all of them), or instance.' });
const PersonAsked = z
  .string()
  .max(300)
  .optional()
  .meta({ description: 'Whom it concerns: ada, or ada@other.example.' });
const ReasonAsked = z.enum(reasons).optional();

export const PlaceAndPerson = z.object({ scope: ScopeAsked, person: PersonAsked });
export const WaitingFilter = PlaceAndPerson.extend({ reason: ReasonAsked });
export const DoneFilter = WaitingFilter.extend({
  kind: z.enum(actionKinds).optional().meta({ description: 'What was done.' }),
});

export type PersonNeeds = {
  origin: string;
  moderation: { subjectNamed(input: SubjectInput): Promise<Subject> };
};

/** Who that is. @throws Refusal `unauthenticated`, `forbidden`, `not-found`: before anything is said of who is here */
export const personNamed = async (
  { moderation, origin: home }: PersonNeeds,
  actor: Actor,
  name: string | undefined,
): Promise<Person | undefined> => {
  if (name === undefined) return undefined;
  may(actor, { do: 'moderate', can: 'see-cases' });
  const subject = await moderation.subjectNamed({ member: name });
  if (subject.kind === 'member') return { member: subject.member, origin: home };
  return subject.kind === 'remote' ? { member: subject.member, origin: subject.origin } : undefined;
};

export type Named<F extends { person?: string | undefined }> = Omit<F, 'person'> & { person: Person | undefined };

/** The same with who is meant. */
export const named = async <F extends { person?: string | undefined }>(
  needs: PersonNeeds,
  actor: Actor,
  asked: F,
): Promise<Named<F>> => {
  const { person } = asked;
  try {
    return { ...asked, person: await personNamed(needs, actor, person) };
  } catch (error) {
    if (error instanceof Refusal && error.code === 'not-found')
      throw new Refusal('not-found', 'person: nobody of that name is known here.', { field: 'person' });
    throw error;
  }
};
