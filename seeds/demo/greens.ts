// The demo's green party branch: its people and what they talk about at home.
import type { DemoConstituent } from './script.ts';

export const greens: DemoConstituent = {
  key: 'greens',
  name: 'River Valley Greens',
  description:
    'The valley branch of the green party: clean water, quiet streets, and decisions made as close as possible to those who live with them.',
  admin: {
    name: 'ada',
    displayName: 'Ada Lindqvist',
    bio: 'Branch secretary. Keeps the minutes, the keys and the kettle.',
  },
  members: [
    {
      name: 'bram',
      displayName: 'Bram Osei',
      bio: 'Teaches statistics at the evening school. Will ask what the denominator is.',
    },
    {
      name: 'chioma',
      displayName: 'Chioma Vance',
      bio: 'Hydrologist. Rivers ignore borders; I try to keep that in mind.',
    },
    {
      name: 'dalia',
      displayName: 'Dalia Roth',
      bio: 'Translator. Lived in Mariehamn for four years and talks about it too much.',
    },
  ],
  boards: [
    {
      slug: 'streets-and-rivers',
      title: 'Streets and rivers',
      text: 'What we do in the valley: campaigns, councils, mud.',
      visibility: 'public',
      threads: [
        {
          by: 'chioma',
          title: 'Water samples, first Saturday of the month',
          body: `The lab at the college lets us use its meters again. We take samples at five places:

1. the footbridge above the dairy
2. the dairy outfall, from the public bank
3. the old mill
4. the allotments
5. below the sewage works

It takes two hours and waders. No experience needed, I will show you how. What we measure goes on the public
notice board by the library, whatever it says.`,
          replies: [
            {
              by: 'bram',
              body: 'I will come, and bring two students. Please note time and water level too, or we cannot compare the months.',
            },
            { by: 'chioma', replyTo: 0, body: 'Both are on the sheet now. Thank you for last year’s lesson on that.' },
            { by: 'ada', body: 'There are four pairs of waders in the branch cupboard. Three of them are dry inside.' },
          ],
        },
        {
          by: 'dalia',
          title: 'Thirty on Mill Street: what to say to those against',
          body: `The council hears us on the 14th. The bakers on Mill Street are against it, and I would rather have them with
us than beat them by one vote. Their worry is deliveries. I visited two of them:

> It is not the thirty. It is that you will take the loading bay for a bench.

So let us say plainly that the loading bay stays. Does anybody object?`,
          replies: [
            { by: 'ada', body: 'No objection. I will put it in the first line of our statement, not the last.' },
            {
              by: 'bram',
              body: 'None. And thank you for asking them. I had a chart ready and no idea about the bench.',
            },
          ],
        },
      ],
    },
    {
      slug: 'reading-room',
      title: 'Reading room',
      text: 'Books, papers and films, with an opinion attached.',
      visibility: 'public',
      threads: [
        {
          by: 'bram',
          title: 'Elinor Ostrom, Governing the Commons',
          body: `Read it again for the reading evening. What stays with me is that she did not start from a theory. She looked at
irrigation channels, fisheries and alpine meadows that had lasted for centuries and wrote down what they had in
common: clear boundaries, rules made by those who use the thing, somebody who watches, penalties that begin small, a
cheap way to settle quarrels.

Our friends at the libertarian club like her as well, for other pages than we do. That alone is worth an evening.`,
          replies: [
            {
              by: 'chioma',
              body: 'The chapter on groundwater basins near Los Angeles is the one I lend to people. It has meters in it.',
            },
            {
              by: 'dalia',
              body: 'Her eighth principle is nested enterprises: small bodies inside larger ones, each with its own say. Federation, in other words.',
            },
          ],
        },
        {
          by: 'dalia',
          title: 'A film for the winter programme?',
          body: 'We have the hall on three Thursdays. Suggestions please, one each, with a sentence on why somebody who is not a member would come.',
          replies: [
            {
              by: 'chioma',
              body: 'Anything with a short talk by a fisherman before it. People come for the fisherman.',
            },
            { by: 'ada', body: 'The hall is warm from seven on, not earlier. Please put that on the poster.' },
          ],
        },
      ],
    },
    {
      slug: 'branch-meeting',
      title: 'Branch meeting',
      text: 'Agenda, minutes and what is not ready for the public. Members only.',
      visibility: 'members',
      threads: [
        {
          by: 'ada',
          title: 'Agenda for the spring meeting',
          body: `Draft, please amend by Sunday:

1. Minutes and cash report
2. Candidates for the two council seats
3. The coalition: what we have brought to the two planks, and what we want to bring next
4. Any other business

On 3: we joined for two topics and no others. If somebody wants us to say more than that in the branch’s name, it needs a vote here first.`,
          replies: [
            {
              by: 'bram',
              body: 'I would like ten minutes under 3 for electoral thresholds. I promise at most two charts.',
            },
            { by: 'dalia', body: 'Please add: who checks the post when Ada is away.' },
            { by: 'ada', replyTo: 1, body: 'Added as 4a. It is a fair point.' },
          ],
        },
        {
          by: 'chioma',
          title: 'How far do we go with the other two?',
          body: `I like talking with the club and with the Uplands more than I had expected. I also disagree with most of their
programmes, and some of our members ask me why we sit at one table.

My answer so far: because we ask for a right that we would want even if it only helped others. Is that yours as well?`,
          replies: [
            {
              by: 'dalia',
              body: 'Yes. And because each keeps its own house. Nobody there can speak for us, or delete us.',
            },
            { by: 'bram', body: 'Mine is more selfish. They find the holes in my arguments before our opponents do.' },
          ],
        },
      ],
    },
  ],
};
