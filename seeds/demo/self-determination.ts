// The demo's threads on the plank Self-determination. Persons are fictional; the laws, cases and votes that they cite are not.
import type { DemoPlankThread } from './script.ts';

const plank = 'self-determination';

export const selfDetermination: readonly DemoPlankThread[] = [
  {
    plank,
    by: 'region/mairi',
    title: 'What makes a question clear, and a majority clear enough?',
    body: `Before anybody argues for or against leaving, we should be able to say what a fair vote looks like. Two cases that I
keep coming back to:

**Quebec.** In 1998 the Supreme Court of Canada found no right to leave unilaterally, neither under the
constitution nor, in Quebec’s case, under international law. But it also said that a clear majority on a clear question would oblige the
others to negotiate. What is clear it left to politics. The [Clarity Act](https://laws-lois.justice.gc.ca/eng/acts/c-31.8/)
of 2000 then gave that judgement to the federal House of Commons: on the question before the vote, on the majority after it.

**Scotland.** In 2014 both governments had agreed on the vote beforehand. The Electoral Commission tested the question
with voters and had it changed: from “Do you agree that Scotland should be an independent country?” to “Should Scotland
be an independent country?”, because the first form leads a little.

I would like us to write down what we think is fair *without knowing which side we would be on*. Where would you begin?`,
    replies: [
      {
        by: 'libertarians/noor',
        body: `With who judges the question. In Scotland it was a body that had no stake in the answer, and it asked real voters
what they understood. I know of no better practice. The Venice Commission’s guidelines on referendums say the same in
general terms: the question must be clear, must not mislead and must not suggest an answer.

The order matters as much as the judge. Whatever is decided about the question and the majority has to be decided
**before** the campaign.`,
      },
      {
        by: 'greens/bram',
        body: `Let me add the numbers, since “clear majority” sounds as if it were one.

| vote | asked for | result |
| --- | --- | --- |
| Quebec 1995 | disputed | 49.4 % yes |
| Nevis 1998 | two thirds of the votes | 61.8 % yes, so: stayed |
| Montenegro 2006 | 55 %, and half of the voters taking part | 55.5 % yes, so: left |
| Scotland 2014 | more than half | 44.7 % yes |

In Nevis three in five voted to leave and did not. In Montenegro half a percent decided. Both were accepted, and I
think for one reason: everybody had known the rule.`,
      },
      {
        by: 'libertarians/teo',
        body: `> gave that judgement to the federal House of Commons: on the question before the vote, on the majority after it

Here is my trouble with the Canadian way, with respect. I run a print shop. If a customer may decide after delivery
whether the poster was red *enough*, I have no contract. A threshold that is named afterwards, and by one of the two
parties, is not a threshold.

Quebec answered with a law of its own, by which half of the votes plus one suffices. So now there are two rules and two judges.`,
      },
      {
        by: 'region/owen',
        replyTo: 2,
        body: `I see it the other way round, Teo. A country is more than a poster. If fifty in a hundred plus one voter go, then
forty-nine go who did not want to, and next year it may be forty-nine the other way. I would want more than half for a
step that my grandchildren cannot take back.

Where we agree: say it beforehand.`,
      },
      {
        by: 'libertarians/henry',
        replyTo: 3,
        body: `But then staying needs less than half, Owen. With two thirds, the one third that likes things as they are decides for all. Why does
the lock on the door get a vote?

I can live with a bar that is a little higher. I could not live with one that is chosen because it will not be reached.`,
      },
      {
        by: 'greens/ada',
        body: `I hear more agreement than it looks like. As an attempt, a first draft of three rules:

1. **Before the campaign**, both sides settle the question, the majority and who may vote. Settled means written down and published.
2. **The question is tested** with voters, by a body that neither side appoints alone.
3. **The majority may be above one half**, but whoever asks for more has to give the reason, and the number may not move.

@mairi@{{region}}, would your members sign that? And @henry@{{libertarians}}, would yours?`,
      },
      {
        by: 'libertarians/henry',
        replyTo: 5,
        body: `The first two at once. The third with a grumble, which is how I sign most things. I would add a fourth: that a no may be
asked about again, after a time that is also fixed beforehand.`,
      },
      {
        by: 'region/mairi',
        replyTo: 5,
        body: `I will put all four to our members in March. Henry’s fourth will get the longest debate: some want fifteen years, some
would like to ask again on Monday.

One thing is missing that I want to open separately: a yes is the beginning of a negotiation, and people should know
before they vote what it will be about.`,
      },
    ],
  },
  {
    plank,
    by: 'greens/dalia',
    title: 'Åland: a hundred years of self-government without leaving',
    body: `I lived there for four years, so allow me to be a little in love.

In 1917 and 1918 the islanders wanted to join Sweden. In 1921 the Council of the League of Nations left the islands with
Finland and gave them something in return: self-government, protection of the Swedish language, and demilitarisation
and neutrality by treaty. Nobody got what they had asked for, and it has held for a century.

What I find remarkable is not the list of powers but the lock on it. The Act on the Autonomy of Åland can only be
changed if *both* agree: the parliament in Helsinki, in the way in which it amends the constitution, and the parliament in Mariehamn.

My question to those who want more self-rule: if you could have that lock, how much of the wish to leave would remain?`,
    replies: [
      {
        by: 'region/tilda',
        body: `In our school, most of it would be gone by lunch. What wears people out up here is not that the capital decides. It is that it
decides anew every four years, and we begin again at the first page.

A right that cannot be taken back by the other side alone is worth more to me than a flag.`,
      },
      {
        by: 'libertarians/henry',
        body: `I like the lock, obviously. There is one part of Åland that I do not like: the right of domicile. Without it one may not
vote for the islands’ parliament, and owning land or running a business needs permission. A Finnish citizen gets
it after five years of living there, and has to know Swedish.

> protection of the Swedish language

I understand the purpose. But a door that opens only for those who speak like the people inside is a door that I would refuse to fit.`,
      },
      {
        by: 'region/tilda',
        replyTo: 1,
        body: `Let me defend it, as somebody who teaches a small language.

A small language rarely dies because somebody forbids it. It dies because every newcomer is right to find the large one
more useful, one by one. Five years and a language are a high door step, I grant that. It is a step and
not a wall: anyone can learn, and no grandmother is required.

Would you object as much if it held for the vote only, and not for land and trade?`,
      },
      {
        by: 'libertarians/henry',
        replyTo: 2,
        body: `Less. Every place asks newcomers to wait before they vote, and five years is what many countries ask for. It is land and trade that stick in
my throat: they punish the neighbour who wants to sell as much as the stranger who wants to buy.

But “a step and not a wall” is well said. I will think about it.`,
      },
      {
        by: 'region/joss',
        body: `For comparison the lock on the other side: **Greenland**. Home rule since 1979, self-government since 2009. Section 21 of the
Self-Government Act says that the people of Greenland take the decision on independence, and how: negotiations, then an
agreement that needs Greenland’s parliament, a referendum there, and the consent of the Danish parliament.

So one model bolts the house, and the other hangs the key beside the door with a label. Both are calm. I suspect that
people argue less about leaving when the way is written down.`,
      },
      {
        by: 'greens/chioma',
        replyTo: 4,
        body: `Greenland also shows what the label costs. The same act says that the Danish grant shrinks when income from minerals
grows, by half of what exceeds a threshold. It makes the price of independence visible, and it also ties it to what
is under the ice. As somebody who measures rivers below mines I would have wished for another path.

A small point, since we collect precedents: Greenland *left* something already. It voted in 1982 to leave the European
Communities, and did so in 1985, by treaty and without leaving Denmark.`,
      },
      {
        by: 'greens/dalia',
        body: `Thank you all. What I take home:

- a mutual lock takes much of the heat out
- a written way out does so as well, and the two do not exclude each other
- Henry and Tilda should be put on a stage together

@tilda@{{region}}, would you come to our branch with the second-year books? And bring the telegram.`,
      },
    ],
  },
  {
    plank,
    by: 'libertarians/teo',
    title: 'If a region may leave, may a town?',
    body: `A friendly question to the Uplands, which I would also put to myself.

Article 4 of the constitution of **Liechtenstein** says, since 2003, that a single commune may leave the state. A majority of its
citizens starts the procedure, a law or a treaty settles it, and if it is a treaty they vote a second time when it is on the
table. No commune has tried. I still think that it does the country good: whoever can leave is listened to.

If self-determination is a right of people and not of maps, I see no reason why it should stop at the border of a region. Do you?`,
    replies: [
      {
        by: 'region/owen',
        body: `I do, and it is a practical one. Our valley has nine parishes. If each may go alone, the one with the quarry goes first
and the eight others keep its lorries.

Somewhere there has to be a *we* that shares the good ground and the bad. I do not claim to know exactly where. But
“anyone, at any time, with the best piece” is not the answer.`,
      },
      {
        by: 'libertarians/noor',
        body: `There is a case that answered Teo’s question with a procedure, and people over there still quote it: the **Jura**, in Switzerland.

1. In 1974 the districts of the Bernese Jura voted, as a whole, for a canton of their own.
2. In 1975 each *district* could say that it would rather stay with Bern. The three in the south did.
3. After that, single *communes* along the new border could change sides.
4. In 1978 the whole of Switzerland approved, and in 1979 there was a new canton.

So not one vote but a cascade, from large to small, and at each step those who disagreed with the larger group were asked
once more. It took decades, and for the town of Moutier it took until our days: it voted in 2021 to change to the Jura,
after an earlier vote had been annulled for irregularities.`,
      },
      {
        by: 'greens/chioma',
        replyTo: 1,
        body: `The cascade is a beautiful answer to *who*. I miss an answer to *what with*. A catchment does not follow
parish borders: the town that leaves takes its share of the debts and perhaps the spring from which the others drink.

I would make it a condition that water, waste and roads are settled in a treaty before the last vote. Liechtenstein’s second ballot, when the treaty is known, seems right to me.`,
      },
      {
        by: 'region/joss',
        body: `May I add the day after, since I am the one who would have to wire it? What I would want to read before I vote, on one page:

- **Persons**: who becomes a citizen of what, and nobody of nothing
- **Papers**: mutual recognition of diplomas, licences, court decisions and driving licences from the first day, not after a conference
- **Things**: who gets which property and which debts. Czechoslovakia divided what could be moved roughly two to one, by population, and what could not by where it stood. Simple rules, quickly done
- **Money**: which one, and who guarantees the deposits

Most of that is as boring as a culvert. It is what people are afraid of.`,
      },
      {
        by: 'region/mairi',
        body: `I have to answer Teo honestly. Two of our nine parishes would not come along if the Uplands left tomorrow. I know them, I
was at school with them.

> whoever can leave is listened to

If I ask that of the capital, I cannot refuse it to them. So yes: what we claim we also have to grant. I would do it as in the
Jura, district by district and with time, and I would do much to keep them. But I will not chair an association that
wants a door for itself and a fence for others.`,
      },
      {
        by: 'region/owen',
        replyTo: 4,
        body: 'I heard that at the gate already and I repeat it here so that it stands in writing: the chair is right about the fence, and I am right about the quarry. A treaty first, as Chioma says, then we can both be.',
      },
      {
        by: 'libertarians/teo',
        body: `I came for a quarrel and leave with a procedure. For the record, what convinced me: Owen’s quarry. A right to leave is one
thing, a right to leave *with the best piece and without the bill* is another, and I had not kept the two apart.

@noor@{{libertarians}}, would you write the cascade up in a page? I print it, at cost, for all three houses.`,
      },
      {
        by: 'libertarians/noor',
        replyTo: 6,
        body: 'By the end of the month. I will mark what is law, what is custom and what is only my opinion, in three colours. You will want to charge for that.',
      },
    ],
  },
];
