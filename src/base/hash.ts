// SHA-256 in base64url without padding: how entries, versions, tokens and bodies are named.
import { createHash } from 'node:crypto';

export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('base64url');
