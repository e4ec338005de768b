// The demo's threads on the plank Open elections. Persons are fictional; the laws, cases and rules that they cite are not.
import type { DemoPlankThread } from './script.ts';

const plank = 'open-elections';

export const openElections: readonly DemoPlankThread[] = [
  {
    plank,
    by: 'libertarians/noor',
    title: 'How many signatures are enough?',
    body: `A ballot needs some limit, or it becomes a telephone book. The question is which limit tells a serious small party from
a joke, without telling a rich one from a poor one. A few rules as they stand, to begin with:

| where | for what | needed |
| --- | --- | --- |
| United Kingdom | a seat in the Commons | 10 signatures and a deposit of £500, returned above 5 % |
| Ireland | a seat in the Dáil, without a registered party | 30 signatures *or* a deposit of €500 |
| Germany | a new party’s list in a Land, federal election | one voter in a thousand, at most 2,000 |
| Denmark | a new party, whole country | 1/175 of the valid votes last time, about 20,000 |
| Poland | president | 100,000 |

The Venice Commission’s Code of Good Practice (2002) draws the line at **1 %** of the voters of the constituency.
In my view that is where a limit becomes hard to justify, not where it becomes right.

What would you propose, and what would you have it measure?`,
    replies: [
      {
        by: 'greens/bram',
        body: `First the denominator, you were warned. Ten signatures for a seat and 20,000 for a country cannot be compared before
one divides by the number of voters, and by the *days* that one has for it. A thousand signatures in a year is a hobby; in two
weeks in November it is an army.

So I would ask for three numbers in any such rule: the share of voters, the time, and how many signatures are
usually struck out. The third is the one that nobody publishes.`,
      },
      {
        by: 'libertarians/teo',
        body: `I would ask for none. A signature is a political statement, made before the campaign, on paper, with an address, and handed to
an office. In a small town the baker knows who signed. For a party that people are shy about, this is not a formality.

Take a deposit. It is anonymous, it is quick, and it comes back when you were serious.`,
      },
      {
        by: 'greens/ada',
        replyTo: 1,
        body: `A deposit is quick for those who have it. We had a candidate last time who drives the night bus. She found two hundred
signatures in nine evenings, and she could not have found two months’ wages.

I take your point about the baker, I had not thought of it. But I would rather protect the list than sell the place on it.`,
      },
      {
        by: 'region/tilda',
        body: `Then why not the Irish way: **either**. Thirty people, or five hundred euros. Who is shy pays, who is poor
walks. It came about after a court there had found deposits alone unconstitutional.

And may I plead for those who read slowly: a ballot paper as long as my arm is a barrier too. I help in a polling station.`,
      },
      {
        by: 'libertarians/noor',
        replyTo: 3,
        body: `> Then why not the Irish way: **either**.

I had meant to arrive there at the end and you got there on the second page. For completeness, what the Code asks for
besides the 1 %, since it costs the authorities nothing but manners:

- clear rules and deadlines for checking signatures
- checking goes on until enough valid ones have been found, or all have been seen. One does not reject a list for a bad sample
- a deposit comes back from a score on that is not excessive

And a warning from history: until 1968 Ohio asked a new party for signatures of 15 % of those who had voted for
governor. The US Supreme Court struck it down (*Williams v. Rhodes*). Few would write 15 % today. They write 3 %, and a deadline
in the spring.`,
      },
      {
        by: 'region/owen',
        body: `Denmark lets you sign on a computer, I am told by Joss. That would help us: nine parishes, one road, and the form has to be in the
county town by noon. Against it speaks that I would have to trust the computer. For it speaks that I trust the road less.`,
      },
      {
        by: 'libertarians/teo',
        replyTo: 2,
        body: `Ada, the night bus is a good answer, and I withdraw “none”. My proposal is now: **either, or**, and whoever signs is seen
by the office only, never published.`,
      },
      {
        by: 'libertarians/noor',
        body: `Then let me try a text that all three of us could send to our legislators:

1. Signatures *or* a deposit, at the candidate’s choice.
2. At most one voter in a thousand, at least six months to collect, on paper or electronically.
3. The names of those who sign are not published.
4. Checked completely, against published rules, with a week to mend mistakes.

@bram@{{greens}}, is “one in a thousand” a number or a feeling?`,
      },
      {
        by: 'greens/bram',
        replyTo: 7,
        body: `A feeling with a decimal point. But it is the German figure, which has been lived with for a long time and still lets new
parties through, so I would sign it. I want the third number in, too: *the authority publishes how many signatures were
refused, and why*. Then in ten years somebody can do better than feel.`,
      },
    ],
  },
  {
    plank,
    by: 'greens/bram',
    title: 'Thresholds: what is the smallest one that still does its job?',
    body: `Where seats go by share of votes, many countries cut off those below some percentage. The reason given is always the same:
parliaments that can form a government. So it should be possible to ask whether a given number is needed for that.

- **Netherlands**: none but arithmetic, one seat is 1/150 of the votes
- **Denmark**: 2 %
- **Germany**: 5 %, with exceptions
- **Turkey**: 10 % from the 1980s on, 7 % since 2022

In the Turkish election of 2002 about 45 % of the votes went to parties that got no seat. The European Court of Human
Rights found that excessive, in 2008, but no violation. The Council of Europe’s Assembly had written a year before that established
democracies should not go above 3 %.

My claim: **the number of votes that count for nothing is the cost, and it belongs next to the benefit.** Who can show me the benefit?`,
    replies: [
      {
        by: 'region/owen',
        body: `I can. I sit on a council of eleven with six groups, and we needed until June to elect a chairman. Nobody won, nobody
lost, and nobody mended the road.

I do not want to keep anyone out. But something has to make people combine *before* the vote rather than after it, when
the voters can no longer see it.`,
      },
      {
        by: 'libertarians/noor',
        body: `The German Constitutional Court put both of you into its judgments. For the Bundestag it accepts 5 %, because a government must be elected
and kept there. For the country’s seats in the European Parliament it struck down first 5 % (2011) and then 3 % (2014), because at that time nothing of
the kind hung on those seats.

So the answer to “what is the number?” is another question: *what does this body have to do?* By that measure, Owen, your parish council, which only mends roads, has a weak case.`,
      },
      {
        by: 'region/owen',
        replyTo: 1,
        body: 'It would be a better case if we had mended one. I take the point.',
      },
      {
        by: 'greens/chioma',
        body: `What about taking away the cost and leaving the threshold where it is? A **spare vote**: I write down a second party, and if
my first one stays below the line, my vote goes there. Nothing is lost, and nobody has to vote for the second best out of fear.

The ballot gets a second column. That is the whole price.`,
      },
      {
        by: 'region/joss',
        body: `For parties that live in one place, every national threshold is out of reach: all the Uplands together are under
one percent. Some countries have a rule for this. In Germany the 5 % does not apply to parties of national minorities; the Danish
and Frisian one from Schleswig won a seat in 2021 in this way, its first in decades. Poland exempts the lists of national minorities
as well.

Without such a rule, “open elections” end for us at the county line.`,
      },
      {
        by: 'libertarians/henry',
        replyTo: 4,
        body: `Here I have to disagree with people whom I like. A rule that counts some voters differently because of who they are is the thing that
I joined the club to oppose. Who decides that you are a minority, and that we are a club?

Lower it for everybody, or take the spare vote. Then nobody has to ask for an exemption.`,
      },
      {
        by: 'region/joss',
        replyTo: 5,
        body: `Fair. And if it *is* lowered for everybody, we need none. I would only ask that the exemption goes last and not
first: please do not take the ladder away before the wall has become lower.

On who decides: in both countries the law names the test, and courts can look at it. It is not the parties who vote on each other.`,
      },
      {
        by: 'libertarians/henry',
        replyTo: 6,
        body: '“The ladder goes last.” I can agree with that, and I did not expect to.',
      },
      {
        by: 'greens/bram',
        body: `Nobody has shown me that 5 does more than 3, so I hold on to my claim. But I have learned something. Where I think we stand:

1. The number has to follow from what the body does, and be shown, not assumed.
2. At most 3 % where a government depends on it, none where nothing does.
3. A spare vote wherever there is a threshold.
4. Exemptions for minorities stay until 2 and 3 are in force. *(Henry with a grumble, Joss with relief.)*

@frieda@{{libertarians}}, may we have a Tuesday for this? I will bring two charts, and no more.`,
      },
    ],
  },
  {
    plank,
    by: 'greens/ada',
    title: 'Who gets a chair in the debate?',
    body: `To be on the ballot is one half, to be heard is the other. Debates are where most people see a small party for the first
time, if they see it.

The rule that everybody knows is the American one: from 2000 on, the commission that ran the presidential debates asked for
15 % in national polls. To get there without having been in a debate is hard; that is the circle which I would like to break.

Germany’s law on parties has another idea, *graduated* equality: a public body that gives parties
room, airtime for instance, may give more to the larger ones, but everyone gets what they need to be heard at all.

What would be fair, and workable for a programme of ninety minutes?`,
    replies: [
      {
        by: 'libertarians/henry',
        body: `A distinction first. A private station may invite whom it likes; that is what private means, and I would defend it also on the
day on which it does not invite me. Public stations and public halls are another matter. There we pay for the chairs.`,
      },
      {
        by: 'libertarians/noor',
        body: `Not even that is settled everywhere. In *Arkansas Educational Television Commission v. Forbes* (1998) the US Supreme Court
held that a public broadcaster may leave a candidate on the ballot out of its debate, as long as the decision is
reasonable and not about his views. That he had found little support was reason enough.

> everyone gets what they need to be heard at all

I prefer this. Only it has to be written as a rule, with a number of minutes in it. A principle never yet held a microphone.`,
      },
      {
        by: 'greens/bram',
        replyTo: 1,
        body: `And please no polls as the door. With a thousand people asked, a party at 4 % may be at 3 or at 5, and nobody can say which. Between
14 and 16 it is a coin with a suit on.

What can be counted without error: signatures, candidates, seats, votes last time. On how many ballots a party stands is
known to the last one.`,
      },
      {
        by: 'region/joss',
        body: `That leads to a rule which could work for us as well: **who could be elected there may speak there.** In a national debate
whoever stands in enough places to matter for a majority; in a regional one whoever stands in the region. Our
candidates do not need a chair in the capital. They need the one in the county hall.`,
      },
      {
        by: 'region/mairi',
        replyTo: 3,
        body: `Agreed, and we should not wait for the broadcasters. Between us we have a hall with heating from seven on, a
bookshop with forty chairs, and nine parish rooms.

Let us hold one ourselves before the county elections: every list on the ballot is invited, *those whom none of us would vote for as well*. Equal minutes, drawn order, one
chair empty for each who does not come.`,
      },
      {
        by: 'libertarians/frieda',
        body: `The bookshop is yours, on any evening but Tuesday. House rules as always: one answers what was said. For the clock I propose
Henry, who has never let anybody finish late, me included.`,
      },
      {
        by: 'greens/ada',
        body: `Then I will write the invitation. So far, please correct me:

- **Who**: every list that is on the ballot in the county, without a poll
- **How**: two rounds, first four minutes each in an order drawn by lot, then questions from the hall, also drawn
- **What it is not**: an endorsement by any of us
- **Clock**: @henry@{{libertarians}}
- **Chairs**: @mairi@{{region}} brings twenty more

If it works we send the rules to the county station, with our compliments.`,
      },
      {
        by: 'libertarians/henry',
        replyTo: 6,
        body: 'Four minutes. I have a bell from an old door. It cannot be argued with.',
      },
    ],
  },
];
