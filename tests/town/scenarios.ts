// Every scenario of the town, by name: what runs them, and the mutants that they must kill, both look here.

import {
  erasedBeforeItCame,
  erasedInPart,
  erasedStaysErased,
  frozenCanErase,
  repliesOutliveTheirStart,
} from './scenarios/erasing.ts';
import {
  copyIsFrozen,
  copyIsMended,
  forkIsToldOn,
  liarChangesItsStory,
  liarForks,
  mendedBeforeForkIsKnown,
  repliesToForked,
  restoredTwice,
} from './scenarios/forks.ts';
import {
  aheadOfTime,
  budgets,
  nobodyActsForOthers,
  parents,
  repliesComeFirst,
  skewedClocks,
  tallies,
  wrongClock,
} from './scenarios/order.ts';
import {
  badSignatures,
  holesWithoutEnd,
  relayChanges,
  relayFloods,
  relayStrips,
  relayWhileOriginIsDown,
} from './scenarios/relay.ts';
import {
  killedWhileCatchingUp,
  killedWhileWriting,
  newcomer,
  restoredAt80,
  restoredBeforeErasure,
  wentBackUnmarked,
} from './scenarios/restore.ts';
import { changes } from './tampers.ts';

type Scenario = () => Promise<unknown>;

export const scenarios: Record<string, Scenario> = {
  'an entry comes by way of a third while its origin is down': relayWhileOriginIsDown,
  ...Object.fromEntries(
    Object.entries(changes).map(([what, tamper]) => [`a relay changes: ${what}`, () => relayChanges(tamper)]),
  ),
  'a relay strips contents, and says that they are missing': () => relayStrips('missing'),
  'a relay strips contents, and says that they were erased': () => relayStrips('erased'),
  'a relay strips contents, and says that they are withheld': () => relayStrips('withheld'),
  'holes that nobody can fill, pages of 1': () => holesWithoutEnd(1),
  'holes that nobody can fill, pages of 7': () => holesWithoutEnd(7),
  'a relay talks all the time': relayFloods,
  ...Object.fromEntries(
    [1, 2, 3, 7, 100, 1000].map((size) => [`bad signatures, pages of ${size}`, () => badSignatures(size, 3)]),
  ),
  'a long run of bad signatures, short pages': () => badSignatures(30, 45),
  'a long run of bad signatures at the end of a page': () => badSignatures(1000, 40, 975),
  'restored at 80, b has 90, c has 100 and is cut off': () => restoredAt80(true),
  'restored at 80 with nobody in reach': () => restoredAt80(false),
  'a machine went back unnoticed': wentBackUnmarked,
  'restored from before an erasure': restoredBeforeErasure,
  'killed while catching up, pages of 7': () => killedWhileCatchingUp(7),
  'killed while catching up, pages of 1000': () => killedWhileCatchingUp(1000),
  'killed while writing': killedWhileWriting,
  'a newcomer knows one peer': newcomer,
  'a liar says two things, pages of 1': () => liarForks(1),
  'a liar says two things, pages of 1000': () => liarForks(1000),
  'a liar changes its story, pages of 1': () => liarChangesItsStory(1),
  'a liar changes its story, pages of 100': () => liarChangesItsStory(100),
  'a fork is told on': forkIsToldOn,
  'replies to what a fork cut off': repliesToForked,
  'two copies of one house write': copyIsFrozen,
  'two copies, mended by the first': () => copyIsMended('first', true),
  'two copies, mended by the second': () => copyIsMended('copy', true),
  'two copies, mended by the first before all know': () => copyIsMended('first', false),
  'two copies, mended by the second before all know': () => copyIsMended('copy', false),
  'one backup restored twice': restoredTwice,
  'mended before the fork is known, pages of 1': () => mendedBeforeForkIsKnown(1),
  'mended before the fork is known, pages of 1000': () => mendedBeforeForkIsKnown(1000),
  'erased stays erased': erasedStaysErased,
  'erased before it came': erasedBeforeItCame,
  'a frozen house can still erase, by governance': () => frozenCanErase('governance'),
  'a frozen house can still erase, by operations': () => frozenCanErase('operations'),
  'replies outlive the start of their thread': repliesOutliveTheirStart,
  'erased in part': erasedInPart,
  'replies come before their thread': repliesComeFirst,
  'tallies that waited': tallies,
  'nobody acts for others': nobodyActsForOthers,
  'parents in circles and elsewhere': parents,
  'clocks that differ': skewedClocks,
  'a wrong clock': wrongClock,
  'ahead of its time': aheadOfTime,
  'a flood waits at its origin': budgets,
};
