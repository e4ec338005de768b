// Founders, proposals and drafts for the tests of the charter. Pure: no database.
import { type Draft, draftCharter, type Founder, type Proposal } from '../../../src/forum/charter/founding-draft.ts';
import { sealFounding } from '../../../src/forum/charter/founding-message.ts';
import { createSigningKey, type SigningKey } from '../../../src/journal/keys.ts';
import { newYear } from '../../support/time.ts';

export const proposal = (changes: Partial<Proposal> = {}): Proposal => ({
  name: 'The Open Table',
  planks: [
    {
      slug: 'self-determination',
      title: 'Self-determination',
      text: 'Regions may ask.\nLawfully.',
      audience: 'public',
      termDays: 90,
    },
    {
      slug: 'open-elections',
      title: 'Open elections',
      text: 'Small parties may stand.',
      audience: 'members',
      termDays: 90,
    },
  ],
  rules: {
    admit: [2, 3],
    expel: [2, 3],
    plank: [2, 3],
    amend: [3, 4],
    noticeHours: 168,
    reviewBy: '2030-01-01T00:00:00.000Z',
  },
  ...changes,
});

/** A governance key that follows from its name. */
export const keyOf = (name: string): SigningKey => createSigningKey(Buffer.alloc(32, name));

export const founder = (id: string): Founder => ({
  id,
  url: `https://${id}`,
  name: `The people of ${id}`,
  gov: keyOf(id).publicJwk,
});

export const ids = ['blues.example', 'greens.example', 'reds.example'] as const;

export const draftOf = (founders: readonly string[] = ids, changes: Partial<Proposal> = {}, now = newYear): Draft =>
  draftCharter({ ...proposal(changes), founders: founders.map(founder), now });

/** The founder's word on a draft. */
export const wordOf = ({ charter, hash }: Draft, id: string, key = keyOf(id)): string =>
  sealFounding(charter, hash, id, key).message;
