// Advice between instances, built; and what is taken back in the journal.
import { changeAdviceSettings, readAdviceSettings } from '../forum/advice/change-advice-settings.ts';
import { issueAdvisory } from '../forum/advice/issue-advisory.ts';
import { exportMeasures, importMeasures } from '../forum/advice/measure-lists.ts';
import { readAdvised } from '../forum/advice/read-advised.ts';
import { readAdvisories } from '../forum/advice/read-advisories.ts';
import { readOwnMeasures } from '../forum/advice/read-own-measures.ts';
import { withdrawAdvisory } from '../forum/advice/withdraw-advisory.ts';
import { reinstateEnded, reinstatePost, withdrawPost } from '../forum/advice/withdraw-post.ts';
import type { PlankNeeds } from '../forum/planks/speak.ts';
import { operator } from '../forum/policy/actor.ts';

export const buildAdvice = (planks: PlankNeeds) => {
  const reinstate = reinstateEnded(planks);
  return {
    advice: {
      issue: issueAdvisory(planks),
      withdraw: withdrawAdvisory(planks),
      list: readAdvisories(planks),
      posts: readAdvised(planks),
      settings: readAdviceSettings(planks),
      change: changeAdviceSettings(planks),
      withdrawPost: withdrawPost(planks),
      reinstatePost: reinstatePost(planks),
      ownMeasures: readOwnMeasures(planks),
      exportMeasures: exportMeasures(planks),
      importMeasures: importMeasures(planks),
      /** Posts whose withdrawal ended with the measure that carried it. */
      reinstateEnded: () => reinstate(operator),
    },
  };
};
