// A member uploads an image, to name it in a post within a day. Nobody else hears of it before that.
import { Refusal } from '../../base/errors.ts';
import { said } from '../../base/said.ts';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import { isDoomedFile } from './file-store.ts';
import { bytesOf, dropUpload as dropRow, findUpload, listUploads, putUpload, type Upload } from './upload-store.ts';

/** Bytes of an upload, as it is sent and as it is kept: that of an attachment (protocol.md, Exchange). */
export const UPLOAD_BYTES = 8 * 1024 * 1024;
/** Bytes of all images of a member, until an admin says. */
export const UPLOAD_QUOTA = 50 * 1024 * 1024;

type Prepared = {
  digest: string;
  type: string;
  size: number;
  width: number;
  height: number;
  bytes: Uint8Array;
  small: Uint8Array;
};
export type UploadNeeds = {
  db: Database;
  clock: Clock;
  images: { prepare(bytes: Uint8Array): Promise<Prepared> };
  files: {
    has(digest: string): Promise<boolean>;
    keep(digest: string, whole: Uint8Array, small: Uint8Array): Promise<void>;
  };
  /** Bytes: of one upload, and of all images of a member. */
  limits(): Promise<{ uploadLimit: number; uploadQuota: number }>;
};

export type Uploads = { items: Upload[]; used: number; quota: number };

const full = (quota: number) =>
  new Refusal(
    'too-large',
    said`Your images take more than the ${(quota / 1024 / 1024).toFixed(1)} MiB that each member has. Delete some first.`,
  );

/**
 * @param read the bytes, once the caller is known to have room
 * @throws Refusal `unauthenticated`, `too-large` (bytes, pixels, quota), `unsupported`, `invalid`, `unavailable` (too many at once)
 */
export const keepUpload =
  (needs: UploadNeeds) =>
  async (actor: Actor, read: () => Promise<Uint8Array>): Promise<Upload> => {
    const { memberId: member } = mayAsMember(actor, { do: 'take-part' });
    const { uploadLimit, uploadQuota } = await needs.limits();
    if ((await bytesOf(needs.db.read, member)) >= uploadQuota) throw full(uploadQuota);
    const sent = await read();
    if (sent.length > uploadLimit)
      throw new Refusal('too-large', said`The body must be at most ${Math.floor(uploadLimit / 1024)} KiB.`);
    const { bytes, small, ...image } = await needs.images.prepare(sent);
    if (image.size > UPLOAD_BYTES) throw new Refusal('too-large', 'The image is too large, also when made smaller.');
    const { digest } = image;
    const keep = () => needs.files.keep(digest, bytes, small);
    // On the disk before anything names it.
    if (!(await needs.files.has(digest))) await keep();
    const row = { member, ...image, at: needs.clock.now() };
    await needs.db.write(async (tx) => {
      await inTurn(tx, 'upload');
      if (await isDoomedFile(tx, digest))
        throw new Refusal('unavailable', 'The same image is being deleted just now. Try again.', { retryAfter: 1 });
      await putUpload(tx, row);
      if ((await bytesOf(tx, member)) > uploadQuota) throw full(uploadQuota);
    });
    // Whoever tidied up may have taken it before it had this name.
    if (!(await needs.files.has(digest))) await keep();
    const { member: member_id, ...rest } = row;
    return { member_id, ...rest };
  };

/** @throws Refusal `unauthenticated`, `not-found` */
export const dropUpload =
  ({ db }: Pick<UploadNeeds, 'db'>) =>
  async (actor: Actor, digest: string): Promise<void> => {
    const { memberId: member } = mayAsMember(actor, { do: 'manage-own-account' });
    if (!(await findUpload(db.read, { member, digest })))
      throw new Refusal('not-found', 'There is no such upload of yours.');
    await db.write((tx) => dropRow(tx, { member, digest }));
  };

/** What waits for a post, the newest first, and how much room is taken. @throws Refusal `unauthenticated` */
export const readUploads =
  ({ db, limits }: Pick<UploadNeeds, 'db' | 'limits'>) =>
  async (actor: Actor): Promise<Uploads> => {
    const { memberId: member } = mayAsMember(actor, { do: 'manage-own-account' });
    const { uploadQuota: quota } = await limits();
    return { items: await listUploads(db.read, member), used: await bytesOf(db.read, member), quota };
  };
