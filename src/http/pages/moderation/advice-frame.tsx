// What surrounds the pages about advice: what comes in, what of it lies here, what is made of it, lists, and advising.
import type { Child } from 'hono/jsx';
import { canAnywhere } from '../../../forum/policy/capabilities.ts';
import type { Answer } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import type { Look } from '../look.ts';
import { type AdvicePart, advicePaths } from './advice-paths.ts';
import { type Did, deskPage } from './desk-frame.tsx';

const parts = Object.keys(advicePaths) as AdvicePart[];
const demanded = { lists: 'handle-peers', new: 'act' } as const;

type Props = {
  look: Look;
  part: AdvicePart;
  did?: Did;
  problem?: Problem | undefined;
  hint: string;
  children: Child;
};

export const advicePage = ({ look, part, did, problem, hint, children }: Props): Answer => {
  const { t, actor } = look;
  const open = parts.filter((each) => (each !== 'lists' && each !== 'new') || canAnywhere(actor, demanded[each]));
  return deskPage({
    look,
    part: 'advice',
    title: part === 'received' ? undefined : t(`advice.part-${part}`),
    status: problem?.status,
    did,
    children: (
      <>
        <nav class="pages" aria-label={t('moderation.desk-advice')}>
          {open.map((each) => (
            <a href={advicePaths[each]} aria-current={each === part ? 'page' : undefined}>
              {t(`advice.part-${each}`)}
            </a>
          ))}
        </nav>
        <p class="quiet">{hint}</p>
        {children}
      </>
    ),
  });
};
