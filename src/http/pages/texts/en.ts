// All messages in English, by topic: what there is to say at all.
import { en as account } from './account/en.ts';
import { en as admin } from './admin/en.ts';
import { en as advice } from './advice/en.ts';
import { en as automation } from './automation/en.ts';
import { en as charter } from './charter/en.ts';
import { en as comingIn } from './coming-in/en.ts';
import { en as compose } from './compose/en.ts';
import { en as desk } from './desk/en.ts';
import { en as layout } from './layout/en.ts';
import { en as lists } from './lists/en.ts';
import { en as measures } from './measures/en.ts';
import { en as moderation } from './moderation/en.ts';
import { en as notifications } from './notifications/en.ts';
import { en as peers } from './peers/en.ts';
import { en as post } from './post/en.ts';
import { en as reading } from './reading/en.ts';
import { en as script } from './script/en.ts';
import { en as search } from './search/en.ts';

export const en = {
  desk,
  layout,
  reading,
  post,
  compose,
  search,
  script,
  notifications,
  lists,
  account,
  'coming-in': comingIn,
  admin,
  peers,
  charter,
  moderation,
  measures,
  advice,
  automation,
};
