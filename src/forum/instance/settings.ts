// What an instance says of itself: its name and its rules.
import { z } from 'zod';
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import { UPLOAD_BYTES } from '../uploads/keep-upload.ts';

export const instanceInput = z.object({
  name: z.string().trim().min(1, 'name: must not be empty').max(120).optional(),
  description: z.string().max(2_000).optional(),
  rules: z.string().max(20_000).optional(),
  /** Bytes: of one image as it is sent, and of all images of a member as they are kept. */
  uploadLimit: z.int().min(1024).max(UPLOAD_BYTES).optional(),
  uploadQuota: z.int().min(0).max(1e12).optional(),
});
export type InstanceInput = z.infer<typeof instanceInput>;
export type InstanceSettings = {
  name: string;
  description: string;
  rules: string;
  uploadLimit: number;
  uploadQuota: number;
};

const QUOTA = 50 * 1024 * 1024;

const PREFIX = 'instance.';

const all = query()((db) => db.selectFrom('setting').selectAll().where('name', 'like', `${PREFIX}%`));
const put = command<{ name: string; value: string }>()((db, p) =>
  db
    .insertInto('setting')
    .values({ name: p.name, value: p.value })
    .onConflict((oc) => oc.column('name').doUpdateSet({ value: p.value })),
);

/** @param origin the name of an instance that was given none */
export const readInstance = async (reader: Reader, origin: string): Promise<InstanceSettings> => {
  const settings: InstanceSettings = {
    name: origin,
    description: '',
    rules: '',
    uploadLimit: UPLOAD_BYTES,
    uploadQuota: QUOTA,
  };
  for (const { name, value } of await reader.all(all, {})) {
    const field = name.slice(PREFIX.length);
    if (field === 'name' || field === 'description' || field === 'rules') settings[field] = value;
    if (field === 'uploadLimit' || field === 'uploadQuota') settings[field] = Number(value);
  }
  return settings;
};

export const putInstance = async (tx: Writer, input: InstanceInput): Promise<void> => {
  for (const [field, value] of Object.entries(input))
    if (value !== undefined) await tx.run(put, { name: PREFIX + field, value: String(value) });
};
