// The shape of the demo: who takes part in it and what they say, as data. demo.ts plays it with the verbs that members use.

export type DemoKey = 'greens' | 'libertarians' | 'region';

/** A member by instance and name: `greens/ada`. */
export type DemoSpeaker = `${DemoKey}/${string}`;

/** In bios, titles and bodies `{{greens}}` stands for the origin of that instance: {@link fillIn}. */
export type DemoMember = { readonly name: string; readonly displayName: string; readonly bio: string };

/** `replyTo`: index of the reply that it answers; the start of the thread when it is absent. Always an earlier one. */
export type DemoReply<Speaker extends string> = {
  readonly by: Speaker;
  readonly body: string;
  readonly replyTo?: number;
};

/** Posted in the order written: the start, then the replies. */
export type DemoThread<Speaker extends string> = {
  readonly by: Speaker;
  readonly title: string;
  readonly body: string;
  readonly replies: readonly DemoReply<Speaker>[];
};

/** Speakers are names of members of the same instance. */
export type DemoBoard = {
  readonly slug: string;
  readonly title: string;
  readonly text: string;
  readonly visibility: 'public' | 'members';
  readonly threads: readonly DemoThread<string>[];
};

export type DemoConstituent = {
  readonly key: DemoKey;
  /** Name and description of the instance. */
  readonly name: string;
  readonly description: string;
  readonly admin: DemoMember;
  /** Without the admin. */
  readonly members: readonly DemoMember[];
  readonly boards: readonly DemoBoard[];
};

export type DemoPlank = 'self-determination' | 'open-elections';
export type DemoPlankThread = DemoThread<DemoSpeaker> & { readonly plank: DemoPlank };

export type DemoScript = {
  /** The first one drafts the charter. */
  readonly constituents: readonly DemoConstituent[];
  /** In the order in which they are started. */
  readonly plankThreads: readonly DemoPlankThread[];
};

/** Puts the origins (`localhost:4100`) where the text says `{{greens}}`. */
export const fillIn = (text: string, origins: Readonly<Record<DemoKey, string>>): string =>
  text.replaceAll(/\{\{(greens|libertarians|region)\}\}/g, (_, key: DemoKey) => origins[key]);
