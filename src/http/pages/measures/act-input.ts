// What the forms that act without a case propose, and what they send, as the verbs take it.
import type { Actor } from '../../../forum/policy/actor.ts';
import { can } from '../../../forum/policy/capabilities.ts';
import type { Capability } from '../../../forum/policy/duties.ts';
import { ActionInput, BulkInput, draftOf } from '../../api/moderation-shapes.ts';
import { check } from '../../input.ts';
import { type Fields, lastsOf } from '../moderation/decision-input.ts';

/** What a kind is on: `author:suspend` of the form's choices. */
export type On = 'post' | 'thread' | 'author' | 'peer';
export type Chosen = { on: On | ''; kind: string };

export const chosenOf = (value = ''): Chosen => {
  const [, on, kind] = /^(post|thread|author|peer):([a-z-]+)$/.exec(value) ?? [];
  return on && kind ? { on: on as On, kind } : { on: '', kind: value };
};

const settingsOf = (kind: string, { label = '', posts = '', minutes = '', ...fields }: Fields) => {
  switch (kind) {
    case 'label':
      return { settings: { label } };
    case 'rate-limit':
      return { settings: { posts: Number(posts), seconds: 86_400 } };
    case 'slow':
      return { settings: { seconds: Number(minutes) * 60 } };
    case 'filter':
      return {
        settings: {
          ...(fields.collapse === 'yes' ? { collapse: true } : {}),
          ...(fields.holdFirst === 'yes' ? { holdFirst: true } : {}),
          ...(fields.noVotes === 'yes' ? { noVotes: true } : {}),
        },
      };
    default:
      return {};
  }
};

/** Kinds that hold in a scope of their own; what is on a post holds where it stands. */
const SCOPED = new Set<On | ''>(['author', 'peer']);

const commonOf = (fields: Fields, now: number) => {
  const { reason = '', rule = '', words = '', note = '', lasts, why = '', scope = '' } = fields;
  const { on, kind } = chosenOf(fields.kind);
  return {
    ...{ kind, reason, words, note, ...lastsOf(lasts, why, now) },
    ...(rule === '' ? {} : { rule }),
    ...(scope === '' || !SCOPED.has(on) ? {} : { scope }),
    ...settingsOf(kind, fields),
  };
};

/** @throws InvalidInput as the API */
export const actionOf = (fields: Fields, subject: object, now: number) => {
  const { subject: named, ...rest } = check(ActionInput, { ...commonOf(fields, now), subject });
  return { subject: named, action: draftOf(rest) };
};

/** @throws InvalidInput as the API */
export const bulkOf = (fields: Fields, subjects: readonly object[], now: number) => {
  const { subjects: named, ...rest } = check(BulkInput, { ...commonOf(fields, now), subjects });
  return { subjects: named, action: draftOf(rest) };
};

type Placed = { readonly kind: string; readonly slug: string };

/** Where the actor may act, the widest first. */
export const scopesOf = (actor: Actor, capability: Capability, places: readonly Placed[]): string[] =>
  ['instance', 'planks', ...places.map(({ kind, slug }) => `${kind}:${slug}`)].filter((scope) =>
    can(actor, capability, scope),
  );
