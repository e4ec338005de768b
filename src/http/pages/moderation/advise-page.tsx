// Advising the other constituents: about a post, a member or an instance, from the post or the case that leads here.
import { adviceEffects } from '../../../forum/advice/issue-advisory.ts';
import { NOTE_LENGTH } from '../../../journal/limits.ts';
import type { Answer } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { AreaField, Choices, TextField } from '../admin/parts.tsx';
import type { Look } from '../look.ts';
import { Form, ProblemNote } from '../parts.tsx';
import { advicePage } from './advice-frame.tsx';
import { advicePaths } from './advice-paths.ts';
import { CheckBox, daysOf, ReasonField, Select } from './fields.tsx';

export const subjectKinds = ['post', 'member', 'peer'] as const;
export const DAYS = [7, 14, 30, 90] as const;

type Props = { look: Look; typed: Readonly<Record<string, string>>; problem?: Problem | undefined };

export const advisePage = ({ look, typed, problem }: Props): Answer => {
  const { t } = look;
  return advicePage({
    ...{ look, part: 'new', problem },
    hint: t('advice.new-hint'),
    children: (
      <Form look={look} action={advicePaths.new}>
        <ProblemNote
          look={look}
          problem={problem}
          labels={{ subject: t('advice.subject'), note: t('advice.note-words'), until: t('advice.days') }}
        />
        <Choices
          name="about"
          legend={t('advice.about')}
          options={subjectKinds.map((kind) => [kind, t(`advice.kind-${kind}`)])}
          chosen={typed.about ?? 'post'}
        />
        <TextField
          name="subject"
          label={t('advice.subject')}
          hint={t('advice.subject-hint')}
          value={typed.subject ?? ''}
          required
          maxlength={300}
          problem={problem}
        />
        <Choices
          name="effect"
          legend={t('advice.effect')}
          options={adviceEffects.map((effect) => [effect, t(`advice.effect-${effect}`)])}
          chosen={typed.effect ?? 'label'}
        />
        <ReasonField look={look} chosen={typed.reason} />
        <Select
          name="days"
          label={t('advice.days')}
          options={daysOf(look, DAYS)}
          chosen={typed.days ?? '30'}
          problem={problem}
        />
        <AreaField
          name="note"
          label={t('advice.note-words')}
          hint={t('advice.note-words-hint')}
          value={typed.note ?? ''}
          maxlength={NOTE_LENGTH}
          rows={3}
          problem={problem}
        />
        <CheckBox
          name="urgent"
          label={t('advice.urgent-box')}
          hint={t('advice.urgent-hint')}
          checked={typed.urgent === 'yes'}
        />
        <button type="submit" class="main">
          {t('advice.send')}
        </button>
      </Form>
    ),
  });
};
