// Can this instance speak on planks, is what members erased gone, and when was the last backup made?

import { Refusal } from '../../base/errors.ts';
import type { Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { BACKUP_NOTE } from '../../delivery/backup.ts';
import { listLeaving } from '../../forum/identity/leaving-store.ts';
import { ownHead } from '../../journal/append.ts';
import type { Core } from '../core.ts';
import { type Finding, failure, fine, warning } from './finding.ts';

const DAY = 86_400_000;
const WEEK = 7 * DAY;

export const checkJournal = async ({ db, coalition }: Pick<Core, 'db' | 'coalition'>): Promise<Finding> => {
  const id = await coalition();
  if (id === undefined) return fine('journal', 'This instance is in no coalition.');
  try {
    await ownHead(db.read, id);
    return fine('journal', 'It can be written.');
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return failure('journal', `Nothing can be said on planks: ${error.message}`);
  }
};

export const checkLeaving = async (reader: Reader, now: number): Promise<Finding> => {
  const old = (await listLeaving(reader)).filter(({ at }) => now - at > DAY / 24);
  if (old.length === 0) return fine('erasures', 'None waits.');
  const why = old.find(({ error }) => error !== null)?.error;
  return warning('erasures', `What ${old.length} former members said waits to be erased${why ? `: ${why}` : '.'}`);
};

const setting = query<{ name: string }>()((db, p) =>
  db.selectFrom('setting').select('value').where('name', '=', p.name),
);

export const checkBackup = async (reader: Reader, now: number): Promise<Finding> => {
  if (reader.dialect === 'postgres')
    return fine('backup', 'PostgreSQL is backed up by its own tools, which cannot be seen from here.');
  const at = Number((await reader.get(setting, { name: BACKUP_NOTE }))?.value ?? Number.NaN);
  if (Number.isNaN(at)) return warning('backup', 'None was ever made: koinon backup <folder>');
  const day = new Date(at).toISOString().slice(0, 10);
  return now - at > WEEK
    ? warning('backup', `The last one is of ${day}: koinon backup <folder>`)
    : fine('backup', `The last one is of ${day}.`);
};
