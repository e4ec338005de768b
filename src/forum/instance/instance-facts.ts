// What an instance tells everybody of itself: name, rules, how people come in, coalition.
import type { RegistrationMode } from '../../base/config.ts';
import type { Database } from '../../db/database.ts';
import { currentCoalition, type FactsReader } from '../planks/facts.ts';
import { type InstanceSettings, readInstance } from './settings.ts';
import { currentVersions, textOfVersion, type Versions } from './text-store.ts';

export type InstanceFacts = InstanceSettings & {
  /** Markdown; `''` where there are none. */
  rules: string;
  uploadLimit: number;
  uploadQuota: number;
  /** The versions of the texts that there are. */
  texts: Versions;
  /** The coalition whose charter is in force here. */
  coalition: { id: string; name: string; charterVersion: number } | null;
};

type Needs = { db: Database; origin: string; registration: RegistrationMode; facts: FactsReader };

export const readInstanceFacts = (needs: Needs) => async (): Promise<InstanceFacts> => {
  const { read } = needs.db;
  const settings = await readInstance(read, needs);
  const texts = await currentVersions(read);
  const rules =
    texts.rules === undefined ? undefined : await read.get(textOfVersion, { kind: 'rules', version: texts.rules });
  const own = { ...settings, rules: rules?.text ?? '', texts };
  const coalition = await currentCoalition(read);
  if (!coalition) return { ...own, coalition: null };
  const { versions } = await needs.facts(read, coalition.coalition);
  const name = versions.at(-1)?.charter.name ?? '';
  return { ...own, coalition: { id: coalition.coalition, name, charterVersion: coalition.v } };
};
