// Nobody passes for those who run the instance, nor for the instance: neither by name nor by display name. Only staff is
// protected, from the moment that somebody is; members whose names were alike before keep them.
import { Refusal } from '../../base/errors.ts';
import { said } from '../../base/said.ts';
import type { Reader } from '../../db/database.ts';
import { readInstanceName } from '../instance/settings.ts';
import { RESERVED } from './account-rules.ts';
import { foldName, type Look } from './look-alike.ts';
import { staff } from './member-store.ts';

export type Wanted = {
  /** Where a name is taken, not only a display name changed. */
  name?: string;
  displayName: string;
  /** Whose own names are no reason. */
  memberId?: number;
  /** Admins may call themselves what they are. */
  admin?: boolean;
};

const refused = (field: 'name' | 'displayName') =>
  new Refusal('invalid', said`${field}: this looks like the name of this instance or of somebody who runs it.`, {
    field,
  });

/**
 * @param origin of this instance
 * @throws Refusal `invalid` on `name` or `displayName`
 */
export const refuseLookAlike = async (
  reader: Reader,
  look: Look,
  origin: string,
  { name, displayName, memberId, admin = false }: Wanted,
): Promise<void> => {
  const others = (await reader.all(staff, {})).filter(({ id }) => id !== memberId);
  const instance = await readInstanceName(reader, origin);
  const words = admin ? [] : [...RESERVED];

  if (name !== undefined) {
    const taken = new Set([...words, ...others.map((one) => one.name)].map(foldName));
    if (taken.has(foldName(name))) throw refused('name');
  }
  const protectedTexts = [
    ...words,
    ...(admin ? [] : [instance, origin]),
    ...others.flatMap((one) => [one.name, one.displayName]),
  ];
  const taken = new Set(protectedTexts.flatMap(look));
  if (look(displayName).some((key) => taken.has(key))) throw refused('displayName');
};
