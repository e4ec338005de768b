// The verbs and reads of a member's own reading, in one hand for the doors.
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import type { Wake } from '../../events/wake.ts';
import { bookmark, readBookmarks, unbookmark } from './bookmarks.ts';
import {
  changeReadingSettings,
  follow,
  readFollowLevel,
  readFollows,
  readReadingSettings,
  unfollow,
} from './follow.ts';
import { hide, readHidden, unhide } from './hidden.ts';
import { markPlaceRead, markRead, markUnread } from './mark-read.ts';

type Needs = { db: Database; clock: Clock; origin: string; wake: Wake };

export const createReading = (needs: Needs) => ({
  markRead: markRead(needs),
  markUnread: markUnread(needs),
  markPlaceRead: markPlaceRead(needs),
  follow: follow(needs),
  unfollow: unfollow(needs),
  levelOf: readFollowLevel(needs),
  follows: readFollows(needs),
  settings: readReadingSettings(needs),
  changeSettings: changeReadingSettings(needs),
  bookmark: bookmark(needs),
  unbookmark: unbookmark(needs),
  bookmarks: readBookmarks(needs),
  hide: hide(needs),
  unhide: unhide(needs),
  hidden: readHidden(needs),
});

export type Reading = ReturnType<typeof createReading>;
