// Who is asking, as facts. Made by a door from a token or cookie, and read anew for each request.
import type { Role } from '../../db/tables.ts';
import type { Duty } from './duties.ts';
import type { Standing } from './measures.ts';

export type MemberActor = {
  readonly kind: 'member';
  readonly memberId: number;
  readonly name: string;
  readonly role: Role;
  /** The opaque id by which peers know the member. */
  readonly publicId: string;
  readonly sessionId: number;
  /** What restricts them now; undefined: nothing. */
  readonly standing?: Standing | undefined;
  /** What they moderate beside their role. */
  readonly duties?: readonly Duty[] | undefined;
};

/** Somebody who is not signed in. */
export type Visitor = { readonly kind: 'visitor' };

/** The operator at the command line, and the seeds. */
export type Operator = { readonly kind: 'operator' };

export type Actor = MemberActor | Visitor | Operator;

export const visitor: Visitor = { kind: 'visitor' };
export const operator: Operator = { kind: 'operator' };
