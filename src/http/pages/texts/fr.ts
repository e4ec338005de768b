// All messages in French, by topic.
import { fr as account } from './account/fr.ts';
import { fr as admin } from './admin/fr.ts';
import { fr as advice } from './advice/fr.ts';
import { fr as automation } from './automation/fr.ts';
import { fr as charter } from './charter/fr.ts';
import { fr as comingIn } from './coming-in/fr.ts';
import { fr as compose } from './compose/fr.ts';
import { fr as desk } from './desk/fr.ts';
import { fr as layout } from './layout/fr.ts';
import { fr as lists } from './lists/fr.ts';
import { fr as measures } from './measures/fr.ts';
import { fr as moderation } from './moderation/fr.ts';
import { fr as notifications } from './notifications/fr.ts';
import { fr as peers } from './peers/fr.ts';
import { fr as post } from './post/fr.ts';
import { fr as reading } from './reading/fr.ts';
import { fr as script } from './script/fr.ts';
import { fr as search } from './search/fr.ts';
import type { Catalogue } from './voice.ts';

export const fr: Catalogue = {
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
