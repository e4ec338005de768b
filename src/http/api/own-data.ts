// A member's own data: an archive of it, and the end of the account.
import { createReadStream, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { Refusal } from '../../base/errors.ts';
import type { Alongside } from '../../db/alongside.ts';
import type { Eventually } from '../../db/database.ts';
import type { ArchiveView } from '../../forum/identity/archive-store.ts';
import type { Farewell } from '../../forum/identity/close-account.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import { type Answer, json, nothing, ok } from '../answer.ts';
import { defineRoute, type Route } from '../route.ts';
import { isoTime, Time } from './shapes.ts';

export type OwnDataRouteNeeds = {
  origin: string;
  /** Answers whether everything is done; otherwise it goes on. */
  leave(actor: Actor, input: Farewell): Promise<boolean>;
  askArchive(actor: Actor, alongside?: Alongside<ArchiveView>): Promise<ArchiveView>;
  listArchives(memberId: number): Eventually<ArchiveView[]>;
  findArchive(memberId: number, id: string): Promise<ArchiveView | undefined>;
  newestArchive(memberId: number): Eventually<ArchiveView | undefined>;
  /** Where the file of an archive is. */
  archiveFile(id: string): string;
};

const Archive = z
  .object({
    id: z.string(),
    state: z.enum(['waiting', 'ready', 'failed']),
    at: Time,
    readyAt: Time.nullable(),
    expiresAt: Time.nullable().meta({ description: 'Then it is deleted.' }),
    size: z.int().nullable().meta({ description: 'Bytes.' }),
  })
  .meta({ id: 'Archive' });

const Goodbye = z
  .object({
    password: z.string().max(1000),
    posts: z.enum(['keep', 'erase']).meta({
      description: 'keep: they stay under "Former member". erase: everything that you said goes, on all instances.',
    }),
  })
  .meta({ id: 'Goodbye' });

const isoOrNull = (time: number | null) => (time === null ? null : isoTime(time));
const archiveOf = ({ id, state, at, readyAt, expiresAt, size }: ArchiveView) => ({
  ...{ id, state, size },
  at: isoTime(at),
  readyAt: isoOrNull(readyAt),
  expiresAt: isoOrNull(expiresAt),
});

const ZIP = 'application/zip';
const Zip = z.string().meta({ description: 'A ZIP archive (docs/export.md).', format: 'binary' });
const tag = 'me';

export const ownDataRoutes = (needs: OwnDataRouteNeeds): Route[] => {
  /** @throws Refusal `not-found`, where it is not there or not ready */
  const send = (archive: ArchiveView | undefined, now: number): Answer => {
    const file = needs.archiveFile(archive?.id ?? '');
    const size =
      archive?.state === 'ready' && now < (archive.expiresAt ?? 0)
        ? statSync(file, { throwIfNoEntry: false })?.size
        : undefined;
    if (!archive || size === undefined)
      throw new Refusal('not-found', 'No such archive is ready: see GET /me/exports, and ask with POST /me/exports.');
    const name = `koinon-${needs.origin.replace(/[^a-z0-9.-]/g, '-')}-${isoTime(archive.at).slice(0, 10)}.zip`;
    return {
      status: 200,
      type: ZIP,
      body: Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>,
      headers: {
        'content-length': String(size),
        'content-disposition': `attachment; filename="${name}"`,
        'cache-control': 'private, no-store',
      },
    };
  };
  return [
    defineRoute({
      method: 'delete',
      path: '/me',
      summary:
        'Leave: the account and all that is kept of it go at once. 202: what was said still goes, in the background',
      tag,
      auth: 'member',
      body: Goodbye,
      answers: { 202: null, 204: null },
      async handler({ actor, body, address }) {
        return (await needs.leave(actor, { ...body, address })) ? nothing : { ...nothing, status: 202 };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/me/exports',
      summary: 'Ask for an archive of all that you said and that is kept of you; one a day',
      tag,
      auth: 'member',
      creates: true,
      answers: { 202: Archive },
      handler: ({ actor, once }) =>
        once(
          (alongside) => needs.askArchive(actor, alongside),
          (asked: ArchiveView) => json(202, archiveOf(asked)),
        ),
    }),
    defineRoute({
      method: 'get',
      path: '/me/exports',
      summary: 'Your archives, the newest first',
      tag,
      auth: 'member',
      answers: { 200: z.object({ items: z.array(Archive) }) },
      handler: async ({ actor }) => ok({ items: (await needs.listArchives(actor.memberId)).map(archiveOf) }),
    }),
    defineRoute({
      method: 'get',
      path: '/me/exports/{id}',
      summary: 'One of your archives, once it is ready',
      tag,
      auth: 'member',
      params: z.object({ id: z.string().max(100) }),
      answers: { 200: Zip },
      answerType: ZIP,
      handler: async ({ actor, params, now }) => send(await needs.findArchive(actor.memberId, params.id), now),
    }),
    defineRoute({
      method: 'get',
      path: '/me/export',
      summary: 'Your newest archive that is ready',
      tag,
      auth: 'member',
      answers: { 200: Zip },
      answerType: ZIP,
      handler: async ({ actor, now }) => send(await needs.newestArchive(actor.memberId), now),
    }),
  ];
};
