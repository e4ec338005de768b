// What every page is made with, built once: name, coalition and announcements are read anew only after something was written.
import { readInstanceFacts } from '../forum/instance/instance-facts.ts';
import { titlesOfPlaces } from '../forum/threads/place-store.ts';
import { createPageBase, type PageBase, rememberUntilRung } from '../http/pages/page-needs.ts';
import type { Core } from './core.ts';
import type { Forum } from './forum.ts';

export const buildPages = (core: Core, forum: Pick<Forum, 'announcementsAhead' | 'notifications'>): PageBase =>
  createPageBase({
    ...core,
    ...forum,
    instanceFacts: rememberUntilRung(core.wake, readInstanceFacts({ ...core, registration: core.config.registration })),
    placeTitles: rememberUntilRung(core.wake, () => titlesOfPlaces(core.db.read)),
    announced: rememberUntilRung(core.wake, forum.announcementsAhead),
  });
