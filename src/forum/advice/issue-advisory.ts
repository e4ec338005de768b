// A moderator advises the other constituents about a post, a member or an instance. Only a person does: nothing that runs by
// itself calls this, so advice never follows from advice.
import { z } from 'zod';
import { invalid, Refusal } from '../../base/errors.ts';
import { nameOfPost, type PostKey } from '../../base/names.ts';
import { rule, said } from '../../base/said.ts';
import type { Alongside } from '../../db/alongside.ts';
import type { Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { NOTE_LENGTH } from '../../journal/limits.ts';
import type { Ref } from '../../journal/records.ts';
import { resolveSubject } from '../moderation/resolve-subject.ts';
import { subjectNamed } from '../moderation/subject-named.ts';
import { ADVICE_DAYS } from '../planks/apply/advisory.ts';
import { currentCoalition } from '../planks/facts.ts';
import { type PlankNeeds, seal, speak } from '../planks/speak.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import { reasons, type Subject, subjectText } from '../policy/measures.ts';
import { sameAdvice } from './advisory-store.ts';
import { repeats } from './note-repeats.ts';

const DAY = 86_400_000;

export const adviceEffects = ['label', 'collapse'] as const;
export const advisoryInput = z.object({
  subject: z
    .union([
      z.strictObject({
        post: z.string().max(300),
        revision: z
          .int()
          .min(1)
          .optional()
          .meta({ description: 'The one that is meant; the one shown now otherwise.' }),
      }),
      z.strictObject({ member: z.string().max(300).meta({ description: 'ada, or ada@other.example.' }) }),
      z.strictObject({ peer: z.string().max(255) }),
    ])
    .meta({ id: 'AdviceSubject' }),
  effect: z.enum(adviceEffects),
  reason: z.enum(reasons).meta({ description: 'Conduct, never an opinion.' }),
  until: z.iso.datetime().meta({ description: `At most ${ADVICE_DAYS} days from now.` }),
  urgent: z.boolean().default(false),
  note: z
    .string()
    .trim()
    .max(NOTE_LENGTH)
    .refine((one) => one.isWellFormed() && !one.includes('\u0000'), rule`note: is no text`)
    .default('')
    .meta({ description: 'For moderators elsewhere. It must not repeat what it is about.' }),
});
export type AdvisoryInput = z.output<typeof advisoryInput>;
export type Issued = { readonly name: string };

const texts = query<PostKey>()((db, p) =>
  db
    .selectFrom('post')
    .leftJoin('revision', 'revision.post_id', 'post.id')
    .select(['post.edit_seq', 'post.title', 'post.body', 'post.state'])
    .select(['revision.seq as old', 'revision.title as old_title', 'revision.body as old_body'])
    .where('post.origin', '=', p.origin)
    .where('post.seq', '=', p.seq),
);
const person = query<{ origin: string; member: string }>()((db, p) =>
  db
    .selectFrom('author')
    .select(['name', 'display_name', 'bio'])
    .where('origin', '=', p.origin)
    .where('public_id', '=', p.member),
);

type About = Pick<Ref<'advisory.issued'>, 'subject' | 'revision'> & {
  texts: string[];
  /** As the table has it. */
  row: { subject: string; revision: number | null };
};

const aboutPost = async (reader: Reader, key: PostKey, asked: number | undefined): Promise<About> => {
  if (key.origin === '')
    throw invalid('subject', said`advice is about what stands on planks; a board is nobody else’s.`);
  const rows = await reader.all(texts, { origin: key.origin, seq: key.seq });
  const [shown] = rows;
  if (!shown) throw new Refusal('not-found', 'subject: there is nothing of that name here.', { field: 'subject' });
  const revision = asked ?? shown.edit_seq;
  if (revision !== shown.edit_seq && !rows.some(({ old }) => old === revision))
    throw invalid('subject', said`revision: the post has none of that number.`);
  return {
    subject: { post: nameOfPost(key) },
    revision: nameOfPost({ origin: key.origin, seq: revision }),
    row: { subject: subjectText({ kind: 'post', key }), revision },
    texts: rows.flatMap(({ title, body, old_title, old_body }) => [title, body, old_title ?? '', old_body ?? '']),
  };
};

/** What is meant, and what the note must not say again. */
const aboutSubject = async (reader: Reader, home: string, subject: Subject): Promise<About> => {
  switch (subject.kind) {
    case 'post':
      return aboutPost(reader, subject.key, subject.revision);
    case 'member':
    case 'remote': {
      const origin = subject.kind === 'remote' ? subject.origin : home;
      const row = await reader.get(person, { origin, member: subject.member });
      if (!row) throw invalid('subject', said`nobody elsewhere knows this member: they never spoke on a plank.`);
      const text = subjectText({ kind: 'remote', origin, member: subject.member });
      return {
        subject: { member: subject.member, origin },
        texts: [row.bio],
        row: { subject: text, revision: null },
      };
    }
    case 'peer':
      return {
        subject: { instance: subject.origin },
        texts: [],
        row: { subject: subjectText(subject), revision: null },
      };
    default:
      throw invalid('subject', said`advice is about a post, a member or an instance.`);
  }
};

/** @throws Refusal `unauthenticated`, `forbidden`, `not-found`, `invalid`, `conflict` (in no coalition), `unavailable` */
export const issueAdvisory =
  (needs: PlankNeeds) =>
  async (actor: Actor, input: AdvisoryInput, alongside?: Alongside<Issued>): Promise<Issued> => {
    const issued = await needs.db.write(async (tx) => {
      mayAsMember(actor, { do: 'moderate', can: 'act' });
      const now = needs.clock.now();
      const until = Date.parse(input.until);
      if (until <= now || until > now + ADVICE_DAYS * DAY)
        throw invalid('until', said`must be after now, and at most ${ADVICE_DAYS} days from now.`);
      const subject = await subjectNamed(tx, needs.origin, input.subject);
      const { scope = 'instance' } = await resolveSubject(tx, needs.origin, subject);
      mayAsMember(actor, { do: 'moderate', can: subject.kind === 'peer' ? 'handle-peers' : 'act', scope });
      if (input.reason === 'other' && input.note === '')
        throw invalid('note', said`say what was done: the reason is "other".`);
      const about = await aboutSubject(tx, needs.origin, subject);
      if (about.texts.some((text) => repeats(input.note, text)))
        throw invalid('note', said`must not repeat what it is about: say what kind of thing it is.`);
      const head = await currentCoalition(tx);
      if (!head) throw new Refusal('conflict', 'This instance is in no coalition: there is nobody to advise.');
      needs.checkClock();
      const content = input.note === '' ? null : seal(needs, { note: input.note });
      const { effect, reason, urgent } = input;
      const { texts: _, row: __, ...named } = about;
      return speak(tx, needs, head.coalition, async (speaker) => {
        if (await sameAdvice(tx, { ...about.row, origin: needs.origin, effect, reason, now }))
          throw new Refusal('conflict', 'This instance advises the same already: withdraw that first.');
        const ref = { ...named, effect, reason, until: new Date(until).toISOString(), human: true, urgent };
        const entry = await speaker.say('advisory.issued', ref, content);
        const answer = { name: `${entry.seq}@${needs.origin}` };
        await alongside?.(tx, answer);
        return answer;
      });
    });
    needs.wake.ring();
    return issued;
  };
