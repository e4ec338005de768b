// The demo's libertarian club: its people and what they talk about at home.
import type { DemoConstituent } from './script.ts';

export const libertarians: DemoConstituent = {
  key: 'libertarians',
  name: 'Open Door Club',
  description:
    'A libertarian club that has met in the back room of a bookshop since before anybody wrote it down. Visitors are welcome, consensus is not required.',
  admin: {
    name: 'frieda',
    displayName: 'Frieda Solberg',
    bio: 'Runs the bookshop, and so the club. House rule: argue with what was said.',
  },
  members: [
    {
      name: 'henry',
      displayName: 'Henry Castell',
      bio: 'Locksmith. Doors should open from the inside.',
    },
    {
      name: 'noor',
      displayName: 'Noor Hadid',
      bio: 'Election lawyer. What I write here is opinion, not advice.',
    },
    {
      name: 'teo',
      displayName: 'Teo Marin',
      bio: 'Prints posters for every party that pays in advance.',
    },
  ],
  boards: [
    {
      slug: 'club-evenings',
      title: 'Club evenings',
      text: 'Programme, guests, and what was left unsaid when the bookshop closed.',
      visibility: 'public',
      threads: [
        {
          by: 'frieda',
          title: 'Programme until the summer',
          body: `Every second Tuesday at half past seven, as always.

- **Parking**: who should pay for the kerb?
- **Licences**: which trades need one, and how would we know?
- **Guest evening**: two speakers from the River Valley Greens on Elinor Ostrom. They asked us, we said yes before they had finished.
- **Open floor**: ten minutes each, the clock is strict

Chairs are limited. Ideas are not, but please no more than one each.`,
          replies: [
            {
              by: 'henry',
              body: 'On licences I can bring the exam that I had to pass. It had a question about horses.',
            },
            { by: 'teo', body: 'Posters are done. I put the guest evening on top, it is the best title.' },
          ],
        },
        {
          by: 'henry',
          title: 'After the evening on privacy: what I should have said',
          body: `Somebody asked what a person with nothing to hide has to fear. I said something clever and wrong. The better answer
came to me on the way home: my customers have nothing to hide either, and every one of them wants a door that locks.`,
          replies: [
            { by: 'noor', body: 'That is the better answer. May I use it, with your name?' },
            { by: 'henry', replyTo: 0, body: 'With my name and without the clever one, please.' },
            {
              by: 'frieda',
              body: 'This board exists for exactly this. Nobody says the right thing at half past nine.',
            },
          ],
        },
      ],
    },
    {
      slug: 'rules-and-markets',
      title: 'Rules and markets',
      text: 'Which rules earn their keep? Bring an example, not only a principle.',
      visibility: 'public',
      threads: [
        {
          by: 'teo',
          title: 'The permit for a market stall has eleven pages',
          body: `My niece wants to sell jam on Saturdays. The form asks for a site plan, two references and the width of the table.
I measured: the table is as wide as last year.

I do not mind the page about hygiene. It is the other ten. What would you keep?`,
          replies: [
            {
              by: 'noor',
              body: `I would keep three things: who you are, what you sell, and whom to call when somebody falls ill.

The rest is there because once somebody complained, and a line is easier to add than to take away. Ask the council for
the reason behind each line. In my experience a third of them have none, and they know it.`,
            },
            { by: 'henry', body: 'Keep the table width. I have seen what happens between two jam sellers without it.' },
          ],
        },
        {
          by: 'noor',
          title: 'Sunset clauses: do they work?',
          body: `The idea: every rule ends after ten years unless it is passed again. I liked it for a long time. Then I watched a
council renew sixty rules in one evening, by a single vote, unread.

Perhaps what matters is not the end but who has to speak: somebody must stand up for each rule and say what it did. Has anybody
seen that in practice?`,
          replies: [
            {
              by: 'frieda',
              body: 'Our own house rules. We read them aloud every January. Two were dropped because nobody could keep a straight face.',
            },
          ],
        },
      ],
    },
    {
      slug: 'committee',
      title: 'Committee',
      text: 'Rent, chairs, and letters before they are sent. Members only.',
      visibility: 'members',
      threads: [
        {
          by: 'frieda',
          title: 'Are we comfortable in the coalition?',
          body: `We signed a charter with two planks, and I have been asked twice whether that makes us a party. It does not. We can
leave on any day, without asking, with everything that was said.

I would like to hear from those who were against it. You were five, and you had reasons.`,
          replies: [
            {
              by: 'henry',
              body: 'I was one of the five. I feared a common line on everything. So far nobody has asked me for one, so I withdraw half of it.',
            },
            { by: 'teo', body: 'And the other half?' },
            { by: 'henry', replyTo: 1, body: 'I keep it, in case.' },
          ],
        },
        {
          by: 'noor',
          title: 'Draft: our note on signature requirements',
          body: 'I have put the first version on the plank, under *Open elections*, since the others will read it anyway. Please say there what you think and not here: it gets better when they answer.',
          replies: [{ by: 'frieda', body: 'Agreed. This thread is closed by courtesy, not by force.' }],
        },
      ],
    },
  ],
};
