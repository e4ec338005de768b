// What this instance makes of advice: whose is shown or counts, whether a quorum collapses posts, and what becomes of posts that
// their home took back. For admins a form, for others as it is.

import { adviceChoices } from '../../../db/tables/advice.ts';
import type { AdviceSettings } from '../../../forum/advice/change-advice-settings.ts';
import { LEAST } from '../../../forum/advice/weigh.ts';
import type { Answer } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { Choices, TextField } from '../admin/parts.tsx';
import type { Look } from '../look.ts';
import { Form, ProblemNote } from '../parts.tsx';
import { advicePage } from './advice-frame.tsx';
import { advicePaths } from './advice-paths.ts';
import type { Did } from './desk-frame.tsx';
import { CheckBox, Select } from './fields.tsx';

type Props = {
  look: Look;
  settings: AdviceSettings;
  did?: Did;
  typed?: Readonly<Record<string, string>> | undefined;
  problem?: Problem | undefined;
};

/** What the form calls the choice for a peer. */
export const peerField = (origin: string): string => `peer-${origin}`;

const AsItIs = ({ look, settings }: Props) => {
  const { t } = look;
  const peers = Object.entries(settings.peers);
  return (
    <>
      <p>{settings.quorum ? t('advice.quorum-on', { count: settings.enough }) : t('advice.quorum-off')}</p>
      <p>{t(`advice.withdrawn-${settings.withdrawn}`)}</p>
      {peers.length === 0 ? (
        <p>{t('advice.peers-none')}</p>
      ) : (
        <dl class="pairs">
          {peers.map(([origin, choice]) => (
            <>
              <dt>
                <bdi>{origin}</bdi>
              </dt>
              <dd>{t(`advice.choice-${choice}`)}</dd>
            </>
          ))}
        </dl>
      )}
    </>
  );
};

const SettingsForm = ({ look, settings, typed, problem }: Props) => {
  const { t } = look;
  const peers = Object.entries(settings.peers);
  const { quorum, needed, withdrawn } = settings;
  return (
    <Form look={look} action={advicePaths.settings}>
      <ProblemNote look={look} problem={problem} labels={{ needed: t('advice.needed') }} />
      <h2>{t('advice.peers')}</h2>
      {peers.length === 0 && <p>{t('advice.peers-none')}</p>}
      {peers.map(([origin, choice]) => (
        <Select
          name={peerField(origin)}
          label={<bdi>{origin}</bdi>}
          options={adviceChoices.map((each) => [each, t(`advice.choice-${each}`)])}
          chosen={typed?.[peerField(origin)] ?? choice}
        />
      ))}
      <h2>{t('advice.quorum')}</h2>
      <CheckBox
        name="quorum"
        label={t('advice.quorum-collapses')}
        checked={typed ? typed.quorum === 'yes' : quorum}
        hint={t('advice.quorum-hint', { count: settings.enough })}
      />
      <TextField
        name="needed"
        label={t('advice.needed')}
        hint={t('advice.needed-hint')}
        type="number"
        min={LEAST}
        max={1000}
        value={typed?.needed ?? (needed === null ? '' : String(needed))}
        problem={problem}
      />
      <Choices
        name="withdrawn"
        legend={t('advice.withdrawn')}
        options={[
          ['collapse', t('advice.withdrawn-collapse')],
          ['show', t('advice.withdrawn-show')],
        ]}
        chosen={typed?.withdrawn ?? withdrawn}
      />
      <button type="submit" class="main">
        {t('advice.save')}
      </button>
    </Form>
  );
};

export const adviceSettingsPage = (props: Props): Answer => {
  const { look, did, problem } = props;
  const { actor } = look;
  return advicePage({
    ...{ look, part: 'settings', did, problem },
    hint: look.t('advice.settings-hint'),
    children: actor.kind === 'member' && actor.role === 'admin' ? <SettingsForm {...props} /> : <AsItIs {...props} />,
  });
};
