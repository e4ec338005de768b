// A thread's title as anybody may see it: none while its start is hidden or held.
import { sql } from 'kysely';

export const shownTitle = sql<string>`case when thread.veiled = 1 then '' else thread.title end`;
