// What the doctor found, and a button that lets it look again.
import type { Answer } from '../../answer.ts';
import type { Look } from '../look.ts';
import { Form, Moment } from '../parts.tsx';
import { adminPage, sectionPath } from './frame.tsx';

export type HealthFinding = { check: string; state: 'ok' | 'warn' | 'fail'; text: string };
/** `at` in epoch milliseconds. */
export type Health = { at: number; findings: readonly HealthFinding[] };

const CLASSES = { ok: 'good', warn: 'warn', fail: 'bad' } as const;
/** What is wrong comes first. */
const ORDER = ['fail', 'warn', 'ok'] as const;

const Findings = ({ look, health }: { look: Look; health: Health }) => {
  const { t } = look;
  const sorted = ORDER.flatMap((state) => health.findings.filter((finding) => finding.state === state));
  return (
    <section aria-labelledby="findings">
      <h2 id="findings">{t('admin.health-findings')}</h2>
      <p class="quiet">
        {t('admin.health-looked')} <Moment look={look} at={new Date(health.at).toISOString()} />
        {look.language === 'en' ? '' : `. ${t('admin.health-in-english')}`}
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('admin.health-state')}</th>
            <th scope="col">{t('admin.health-check')}</th>
            <th scope="col">{t('admin.health-finding')}</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map(({ check, state, text }) => (
            <tr>
              <td>
                <span class={`state ${CLASSES[state]}`}>{t(`admin.health-${state}`)}</span>
              </td>
              <th scope="row" lang="en">
                {check}
              </th>
              <td lang="en">{text}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};

export const healthPage = ({ look, health }: { look: Look; health: Health | undefined }): Answer => {
  const { t } = look;
  return adminPage({
    look,
    section: 'health',
    children: (
      <>
        <p>{t('admin.health-hint')}</p>
        <Form look={look} action={sectionPath('health')}>
          <button type="submit" class="main">
            {t('admin.health-look')}
          </button>
        </Form>
        {health ? <Findings look={look} health={health} /> : <p class="quiet">{t('admin.health-never')}</p>}
      </>
    ),
  });
};
