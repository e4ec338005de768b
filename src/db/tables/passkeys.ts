// Row types of passkeys (schema/0011-passkeys.ts).
import type { Generated } from 'kysely';

export type PasskeyTables = {
  passkey: {
    id: Generated<number>;
    public_id: string;
    member_id: number;
    /** The id that the authenticator gave it, base64url. */
    credential: string;
    /** COSE (RFC 9052), base64url. */
    public_key: string;
    /** How often it signed, as far as the authenticator counts: 0 where it does not. */
    counter: number;
    /** JSON: how browsers reach the authenticator. */
    transports: string;
    name: string;
    created_at: number;
    used_at: number | null;
  };
  spent_challenge: { hash: string; expires_at: number };
};
