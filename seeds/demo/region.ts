// The demo's regional association: its people and what they talk about at home.
import type { DemoConstituent } from './script.ts';

export const region: DemoConstituent = {
  key: 'region',
  name: 'Uplands Association',
  description:
    'For the nine parishes of the Uplands: their schools, their language, their roads, and the question of how much of it they should decide themselves.',
  admin: {
    name: 'mairi',
    displayName: 'Mairi Strand',
    bio: 'Chair of the association. Half of our members want autonomy, a third want more, the rest want the road mended. I work for all of them.',
  },
  members: [
    {
      name: 'owen',
      displayName: 'Owen Tarrant',
      bio: 'Sheep, and the parish council. The sheep are easier to count.',
    },
    {
      name: 'tilda',
      displayName: 'Tilda Brekke',
      bio: 'Primary school teacher, in two languages before lunch.',
    },
    {
      name: 'joss',
      displayName: 'Joss Imrie',
      bio: 'Engineer. Left for the capital, came back for the hills, still answers for both.',
    },
  ],
  boards: [
    {
      slug: 'nine-parishes',
      title: 'The nine parishes',
      text: 'Roads, buses, snow, sheep on the road, buses behind the sheep.',
      visibility: 'public',
      threads: [
        {
          by: 'owen',
          title: 'The pass road before winter',
          body: `The county says that the culvert at the second bend can wait until spring. It could not wait last year either: we were
cut off for four days.

I have photographs, and dates. What I need is one signature from each parish, so that it is a letter from nine and
not from one old man with a camera.`,
          replies: [
            { by: 'mairi', body: 'You have Strand parish. I will bring the form to the other side on Thursday.' },
            {
              by: 'joss',
              body: `I looked at the drawings. The pipe is 400 mm, and the stream carries more than that every April. Please add this
sentence, they will understand it: *the culvert is undersized for the ten-year flow*.`,
            },
            { by: 'owen', replyTo: 1, body: 'Added word for word. I do not understand it, so it must be good.' },
          ],
        },
        {
          by: 'tilda',
          title: 'The school bus and the new timetable',
          body: 'From Monday the bus leaves the lower parishes at 7:05. For six children this means getting up at half past five. Who can drive to the junction, by turns, until we have talked them out of it?',
          replies: [
            { by: 'owen', body: 'Tuesdays and Fridays. There may be a dog in the car.' },
            { by: 'tilda', replyTo: 0, body: 'The children have been told. They have voted for the dog.' },
          ],
        },
      ],
    },
    {
      slug: 'language-and-schools',
      title: 'Language and schools',
      text: 'Both languages are welcome here. Please be kind to those who are learning either.',
      visibility: 'public',
      threads: [
        {
          by: 'tilda',
          title: 'Reading books for the second year',
          body: `There are four in our language, and the youngest of them is older than I am. In it a boy sends a telegram.

I have asked three people in this forum to write twelve pages each, for children of seven. The only condition: something happens on
every page. Drawings we will find.`,
          replies: [
            {
              by: 'joss',
              body: 'Mine is about a snow plough that is afraid of the dark. Nine pages so far, it is longer than my thesis feels.',
            },
            {
              by: 'mairi',
              body: 'The association pays for printing. I have asked Teo at the club for a price, and he asked whether the plough has a name.',
            },
          ],
        },
        {
          by: 'mairi',
          title: 'Signs in two languages: the county’s answer',
          body: `They say yes to place names and no to everything else, “for reasons of safety”. I think we should take the yes, thank
them, and ask for the study behind the no.

I know that some of you would rather refuse a half. Tell me why, I want to report both views.`,
          replies: [
            { by: 'owen', body: 'Take it. A sign that stands is an argument. A letter that is right is in a drawer.' },
            { by: 'joss', body: 'I was for refusing, until I read Owen. Take it, and ask for the study.' },
          ],
        },
      ],
    },
  ],
};
