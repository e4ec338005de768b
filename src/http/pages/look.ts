// What each page is made with: whose it is, who looks at it, in which language, and what its forms carry.
import type { Language } from '../../base/languages.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Eventually } from '../../db/database.ts';
import type { InstanceFacts } from '../../forum/instance/instance-facts.ts';
import type { DeskCounts } from '../../forum/moderation/desk-counts.ts';
import { type Actor, type MemberActor, visitor } from '../../forum/policy/actor.ts';
import { after } from '../eventually.ts';
import { formToken } from './form-token.ts';
import { chosenLanguage } from './language.ts';
import { voiceOf } from './texts/load-voice.ts';
import type { Voice } from './texts/voice.ts';

/** Times in epoch milliseconds; `html` is safe. */
export type Announced = {
  id: number;
  level: 'info' | 'warning';
  audience: 'public' | 'members';
  html: string;
  from: number;
  until: number;
};

/** What every page shows of the instance. */
export type ShownFacts = Pick<
  InstanceFacts,
  | 'name'
  | 'description'
  | 'coalition'
  | 'language'
  | 'colour'
  | 'logo'
  | 'registration'
  | 'invitations'
  | 'texts'
  | 'votes'
  | 'modlog'
>;

/** Whose page it is. */
export type Site = Omit<ShownFacts, 'coalition'> & {
  origin: string;
  /** The coalition's name, when the instance is in one. */
  coalition: string | null;
  /** What is announced now, to whomever. */
  announcements: readonly Announced[];
};

export type Look = Voice & {
  site: Site;
  actor: Actor;
  /** Epoch milliseconds. */
  now: number;
  /** Path and query of this page: what leads back to it. */
  path: string;
  /** Unread notifications of the member who looks. */
  unread: number;
  /** What places are called, by scope, where the page names scopes: only such as its reader may know of. */
  titles?: ReadonlyMap<string, string> | undefined;
  /** At the desk: how much waits for who moderates. */
  desk?: DeskCounts | undefined;
  /** The token of this page's forms. Calling it makes the page one of this browser alone. */
  csrf(): string;
  /** What `csrf` wants to be sent along. */
  headers(): Record<string, string>;
};

export type LookNeeds = {
  origin: string;
  publicUrl: string;
  clock: Pick<Clock, 'now'>;
  chance: Pick<Chance, 'bytes'>;
  /** Asked on every warm page: cheap, see {@link rememberUntilRung}. */
  instanceFacts(): Eventually<ShownFacts>;
  /** What is announced, now or later; asked on every warm page, too. */
  announced(): Eventually<Announced[]>;
  /** What places are called, by scope. */
  placeTitles(): Eventually<ReadonlyMap<string, string>>;
  notifications: { counts(actor: MemberActor): Promise<{ unread: number }> };
};

/** Of a call: who asks, and how. */
export type Asked = {
  actor?: Actor | undefined;
  path: string;
  header(name: string): string | undefined;
};

/** What lasts now of what is announced, to whomever. */
export const announcedNow = ({ announced, clock }: Pick<LookNeeds, 'announced' | 'clock'>): Eventually<Announced[]> =>
  after(announced(), (all) => {
    if (all.length === 0) return all;
    const now = clock.now();
    return all.filter(({ from, until }) => from <= now && now < until);
  });

const siteOf = async (needs: LookNeeds): Promise<Site> => {
  const facts = await needs.instanceFacts();
  return {
    name: facts.name,
    description: facts.description,
    language: facts.language,
    colour: facts.colour,
    logo: facts.logo,
    registration: facts.registration,
    invitations: facts.invitations,
    texts: facts.texts,
    votes: facts.votes,
    modlog: facts.modlog,
    origin: needs.origin,
    coalition: facts.coalition?.name ?? null,
    announcements: await announcedNow(needs),
  };
};

const lookAt = async (needs: LookNeeds, site: Site, { actor = visitor, path, header }: Asked): Promise<Look> => {
  const voice = await voiceOf(chosenLanguage(header) ?? site.language);
  const member = actor.kind === 'member' ? actor : undefined;
  let token: { token: string; cookie?: string } | undefined;
  return {
    ...voice,
    site,
    actor,
    now: needs.clock.now(),
    path,
    // Whoever is restricted reads on every page where.
    titles: member?.standing ? await needs.placeTitles() : undefined,
    unread: member ? (await needs.notifications.counts(member)).unread : 0,
    csrf() {
      token ??= formToken(needs, header, member !== undefined);
      return token.token;
    },
    headers() {
      if (token === undefined || member) return {};
      return { 'cache-control': 'no-store', ...(token.cookie === undefined ? {} : { 'set-cookie': token.cookie }) };
    },
  };
};

/** How a route comes to its look: `const look = await lookOf(call)`, with the call's `actor`, `path` and `header`. */
export type LookOf = (asked: Asked) => Promise<Look>;

export const createLookOf =
  (needs: LookNeeds): LookOf =>
  async (asked) =>
    lookAt(needs, await siteOf(needs), asked);

/** The same where something went wrong, which may be just what the usual one reads. */
export const createPlainLookOf =
  (needs: LookNeeds): LookOf =>
  async (asked) => {
    try {
      return await lookAt(needs, await siteOf(needs), asked);
    } catch {
      const { origin } = needs;
      const language: Language = 'en';
      const bare: Site = {
        name: origin,
        description: '',
        language,
        colour: '',
        logo: '',
        registration: 'closed',
        invitations: 'admins',
        texts: {},
        votes: 'off',
        modlog: 'public',
        origin,
        coalition: null,
        announcements: [],
      };
      return lookAt(needs, bare, { ...asked, actor: visitor });
    }
  };
