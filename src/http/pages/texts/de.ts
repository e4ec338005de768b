// All messages in German, by topic.
import { de as account } from './account/de.ts';
import { de as admin } from './admin/de.ts';
import { de as advice } from './advice/de.ts';
import { de as automation } from './automation/de.ts';
import { de as charter } from './charter/de.ts';
import { de as comingIn } from './coming-in/de.ts';
import { de as compose } from './compose/de.ts';
import { de as desk } from './desk/de.ts';
import { de as layout } from './layout/de.ts';
import { de as lists } from './lists/de.ts';
import { de as measures } from './measures/de.ts';
import { de as moderation } from './moderation/de.ts';
import { de as notifications } from './notifications/de.ts';
import { de as peers } from './peers/de.ts';
import { de as post } from './post/de.ts';
import { de as reading } from './reading/de.ts';
import { de as script } from './script/de.ts';
import { de as search } from './search/de.ts';
import type { Catalogue } from './voice.ts';

export const de: Catalogue = {
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
