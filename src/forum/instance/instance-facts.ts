// What an instance tells everybody of itself: name, rules, coalition.
import type { Database } from '../../db/database.ts';
import { currentCoalition, type FactsReader } from '../planks/facts.ts';
import { readInstance } from './settings.ts';

export type InstanceFacts = {
  name: string;
  description: string;
  /** Markdown. */
  rules: string;
  uploadLimit: number;
  uploadQuota: number;
  coalition: { id: string; name: string; charterVersion: number } | null;
};

export const readInstanceFacts =
  (needs: { db: Database; origin: string; facts: FactsReader }) => async (): Promise<InstanceFacts> => {
    const { read } = needs.db;
    const settings = await readInstance(read, needs.origin);
    const coalition = await currentCoalition(read);
    if (!coalition) return { ...settings, coalition: null };
    const { versions } = await needs.facts(read, coalition.coalition);
    const name = versions.at(-1)?.charter.name ?? '';
    return { ...settings, coalition: { id: coalition.coalition, name, charterVersion: coalition.v } };
  };
