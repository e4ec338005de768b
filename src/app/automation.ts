// What looks at posts by itself, built.
import { addFilter, changeFilter, dropFilter, listFilters, readMatches } from '../forum/automation/change-filters.ts';
import { createFilters } from '../forum/automation/filter-store.ts';
import { leaveUnmoderated } from '../forum/automation/leave-unmoderated.ts';
import { listWatched } from '../forum/automation/list-watched.ts';
import { liftBrake, setPremoderation } from '../forum/automation/set-premoderation.ts';
import { tryFilter } from '../forum/automation/try-filter.ts';
import { watchPosts } from '../forum/automation/watch-posts.ts';
import { operator } from '../forum/policy/actor.ts';
import type { Core } from './core.ts';

export const buildAutomation = (core: Pick<Core, 'db' | 'clock' | 'chance' | 'wake' | 'origin' | 'config'>) => {
  const leave = leaveUnmoderated({ ...core, registration: core.config.registration });
  const watch = watchPosts({ ...core, filters: createFilters() });
  return {
    automation: {
      addFilter: addFilter(core),
      changeFilter: changeFilter(core),
      dropFilter: dropFilter(core),
      listFilters: listFilters(core),
      readMatches: readMatches(core),
      tryFilter: tryFilter(core),
      setPremoderation: setPremoderation(core),
      liftBrake: liftBrake(core),
      listWatched: listWatched(core),
      leaveUnmoderated: () => leave(operator),
      /** Until `signal` is aborted; in one process at a time. */
      watch: (signal: AbortSignal) => core.db.alone('automation', () => watch(operator, signal)),
    },
  };
};
export type Automation = ReturnType<typeof buildAutomation>['automation'];
