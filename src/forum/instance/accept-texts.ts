// A member accepts the texts that are in force. Nothing is withheld from those who have not yet.
import { Refusal } from '../../base/errors.ts';
import { type Said, said } from '../../base/said.ts';
import type { Clock } from '../../base/time.ts';
import type { Database, Reader } from '../../db/database.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import {
  type AcceptedKind,
  acceptancesOf,
  acceptedKinds,
  addAcceptances,
  currentVersions,
  type Versions,
} from './text-store.ts';

type Needs = { db: Database; clock: Clock; wake: Wake };

export type Accepts = { [K in AcceptedKind]?: number | undefined };
export type Acceptance = { kind: AcceptedKind; version: number; at: number };
export type ToAccept = { kind: AcceptedKind; version: number };

const WORDS: Readonly<Record<AcceptedKind, Said>> = { rules: said`rules`, privacy: said`privacy` };

const stale = (kind: AcceptedKind) =>
  new Refusal('conflict', said`accepts.${WORDS[kind]}: this is not the version in force; read it again.`, {
    field: `accepts.${kind}`,
  });

/** What of `accepts` is in force. @throws Refusal `conflict` naming the text whose version is another */
const inForce = (current: Versions, accepts: Accepts): Versions<AcceptedKind> => {
  const accepted: Versions<AcceptedKind> = {};
  for (const kind of acceptedKinds) {
    const version = accepts[kind];
    if (version === undefined) continue;
    if (version !== current[kind]) throw stale(kind);
    accepted[kind] = version;
  }
  return accepted;
};

/**
 * What somebody who comes in accepts: every text in force, in its newest version.
 * @throws Refusal `conflict` (an old version), `invalid` (one is missing), each naming `accepts.<kind>`
 */
export const checkAccepts = async (reader: Reader, accepts: Accepts): Promise<Versions<AcceptedKind>> => {
  const current = await currentVersions(reader);
  const accepted = inForce(current, accepts);
  for (const kind of acceptedKinds) {
    const version = current[kind];
    if (version !== undefined && accepted[kind] === undefined)
      throw new Refusal('invalid', said`accepts.${WORDS[kind]}: read version ${version} and accept it.`, {
        field: `accepts.${kind}`,
      });
  }
  return accepted;
};

export const listAcceptances = async (reader: Reader, memberId: number): Promise<Acceptance[]> =>
  (await reader.all(acceptancesOf, { memberId })).flatMap(({ kind, version, at }) =>
    kind === 'imprint' ? [] : [{ kind, version, at }],
  );

/** What is in force and was not accepted by this member. */
export const readToAccept = async (reader: Reader, memberId: number): Promise<ToAccept[]> => {
  const current = await currentVersions(reader);
  const known = await listAcceptances(reader, memberId);
  return acceptedKinds.flatMap((kind) => {
    const version = current[kind];
    if (version === undefined || known.some((one) => one.kind === kind && one.version === version)) return [];
    return [{ kind, version }];
  });
};

/** Answers everything that the member ever accepted. @throws Refusal `unauthenticated`, `conflict` (an old version) */
export const acceptTexts =
  ({ db, clock, wake }: Needs) =>
  async (actor: Actor, accepts: Accepts): Promise<Acceptance[]> => {
    const { memberId, publicId } = mayAsMember(actor, { do: 'manage-own-account' });
    const all = await db.write(async (tx) => {
      const accepted = inForce(await currentVersions(tx), accepts);
      const at = clock.now();
      await addAcceptances(tx, memberId, accepted, at);
      const known = await listAcceptances(tx, memberId);
      await appendEvent(tx, { kind: 'texts.accepted', at, data: { member: publicId } });
      return known;
    });
    wake.ring();
    return all;
  };
