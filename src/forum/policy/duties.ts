// What a member was given to do beside their role: capabilities, each in a scope.

export const capabilities = [
  'see-cases',
  'act',
  'reverse',
  'decide-appeals',
  'set-rules',
  'handle-peers',
  'handle-charter',
] as const;
export type Capability = (typeof capabilities)[number];

/** What whoever moderates may do, wherever that is. */
export const MODERATING: readonly Capability[] = ['see-cases', 'act', 'reverse', 'decide-appeals'];

export type Duty = { readonly scope: string; readonly can: readonly Capability[] };

/** As the member's row keeps them. */
export const parseDuties = (text: string | null): readonly Duty[] | undefined =>
  text === null ? undefined : JSON.parse(text);
