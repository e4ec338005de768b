// What a list of the desk is asked for, as its address says it: kept from page to page, and on the way to a case and back.
import { z } from 'zod';
import { actionKinds, isScope, reasons, type Scope } from '../../../forum/policy/measures.ts';

/** Whatever is wrong, or left empty in a form, is not asked for. */
const asked = <T>(schema: z.ZodType<T>) => schema.optional().catch(undefined);

export const queues = ['waiting', 'claimed', 'decided', 'closed'] as const;
export type Queue = (typeof queues)[number];

const place = { scope: asked(z.string().refine(isScope)), person: asked(z.string().trim().min(1).max(300)) };
const reason = asked(z.enum(reasons));
export const HeldAsked = z.object({ ...place, reason });
export const PeersAsked = z.object(place);
export const LogAsked = z.object({ ...place, kind: asked(z.enum(actionKinds)), reason });
export const CasesAsked = z.object({
  ...place,
  reason,
  appealed: asked(z.literal('yes')),
  queue: z.enum(queues).default('waiting').catch('waiting'),
});
export type CasesAsked = z.output<typeof CasesAsked>;

export type Asked = {
  scope?: Scope | undefined;
  person?: string | undefined;
  kind?: string | undefined;
  reason?: string | undefined;
  appealed?: 'yes' | undefined;
};

/** Whether anything is left out. */
export const isNarrowed = ({ scope, person, kind, reason: why, appealed }: Asked): boolean =>
  [scope, person, kind, why, appealed].some((each) => each !== undefined);

/** An address with this after it. */
export const withQuery = (path: string, query: Readonly<Record<string, string | undefined>>): string => {
  const text = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) text.set(name, value);
  return text.size === 0 ? path : `${path}?${text}`;
};

/** Where a list of cases is; the queue that waits goes without saying. */
export const casesPath = ({ queue, ...rest }: CasesAsked, more: Readonly<Record<string, string | undefined>> = {}) =>
  withQuery('/moderation', { ...(queue === 'waiting' ? {} : { queue }), ...rest, ...more });

const List = CasesAsked.extend({ cursor: z.string().max(200).optional().catch(undefined) });
export type CaseList = z.output<typeof List>;

/** The list from which somebody came to a case, as its address keeps it. */
export const listOf = (text: string | undefined): CaseList => List.parse(Object.fromEntries(new URLSearchParams(text)));
/** Nothing for the whole queue. */
export const listText = ({ cursor, ...list }: CaseList): string => casesPath(list, { cursor }).replace(/^[^?]*\??/, '');
