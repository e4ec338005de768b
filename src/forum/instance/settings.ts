// What an instance says of itself: its name and its rules.
import { z } from 'zod';
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import { type Voting, votings } from '../threads/vote-store.ts';

export const instanceInput = z.object({
  name: z.string().trim().min(1, 'name: must not be empty').max(120).optional(),
  description: z.string().max(2_000).optional(),
  rules: z.string().max(20_000).optional(),
  votes: z
    .enum(votings)
    .optional()
    .meta({ description: 'Which votes members may cast: up and down, up alone, or none.' }),
});
export type InstanceInput = z.infer<typeof instanceInput>;
export type InstanceSettings = { name: string; description: string; rules: string; votes: Voting };

const PREFIX = 'instance.';

const all = query()((db) => db.selectFrom('setting').selectAll().where('name', 'like', `${PREFIX}%`));
const put = command<{ name: string; value: string }>()((db, p) =>
  db
    .insertInto('setting')
    .values({ name: p.name, value: p.value })
    .onConflict((oc) => oc.column('name').doUpdateSet({ value: p.value })),
);

const voting = query()((db) => db.selectFrom('setting').select('value').where('name', '=', `${PREFIX}votes`));

const asVoting = (value: string | undefined): Voting => votings.find((one) => one === value) ?? 'both';

/** Which votes the instance takes and tells; asked for each vote. */
export const readVoting = async (reader: Reader): Promise<Voting> => asVoting((await reader.get(voting, {}))?.value);

/** @param origin the name of an instance that was given none */
export const readInstance = async (reader: Reader, origin: string): Promise<InstanceSettings> => {
  const settings: InstanceSettings = { name: origin, description: '', rules: '', votes: 'both' };
  for (const { name, value } of await reader.all(all, {})) {
    const field = name.slice(PREFIX.length);
    if (field === 'name' || field === 'description' || field === 'rules') settings[field] = value;
    if (field === 'votes') settings.votes = asVoting(value);
  }
  return settings;
};

export const putInstance = async (tx: Writer, input: InstanceInput): Promise<void> => {
  for (const [field, value] of Object.entries(input))
    if (value !== undefined) await tx.run(put, { name: PREFIX + field, value });
};
