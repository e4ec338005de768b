// SHA-256 in base64url without padding: how entries, versions, tokens and bodies are named.
import { hash } from 'node:crypto';

export const sha256 = (data: string | Uint8Array): string => hash('sha256', data, 'base64url');
