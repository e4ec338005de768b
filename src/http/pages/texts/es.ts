// All messages in Spanish, by topic.
import { es as account } from './account/es.ts';
import { es as admin } from './admin/es.ts';
import { es as advice } from './advice/es.ts';
import { es as automation } from './automation/es.ts';
import { es as charter } from './charter/es.ts';
import { es as comingIn } from './coming-in/es.ts';
import { es as compose } from './compose/es.ts';
import { es as desk } from './desk/es.ts';
import { es as layout } from './layout/es.ts';
import { es as lists } from './lists/es.ts';
import { es as measures } from './measures/es.ts';
import { es as moderation } from './moderation/es.ts';
import { es as notifications } from './notifications/es.ts';
import { es as peers } from './peers/es.ts';
import { es as post } from './post/es.ts';
import { es as reading } from './reading/es.ts';
import { es as script } from './script/es.ts';
import { es as search } from './search/es.ts';
import type { Catalogue } from './voice.ts';

export const es: Catalogue = {
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
