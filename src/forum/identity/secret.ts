// Secrets that a caller brings back: 32 random bytes. The database keeps their SHA-256 alone.
import { sha256 } from '../../base/hash.ts';
import type { Chance } from '../../base/time.ts';

const random = (chance: Chance, bytes: number): string => Buffer.from(chance.bytes(bytes)).toString('base64url');

/** 43 characters, base64url. */
export const newSecret = (chance: Chance): string => random(chance, 32);

export const hashSecret = (secret: string): string => sha256(secret);

/** An opaque id, 22 characters: for members and sessions, whose numbers stay inside. */
export const newPublicId = (chance: Chance): string => random(chance, 16);

export const PUBLIC_ID = /^[A-Za-z0-9_-]{22}$/;
