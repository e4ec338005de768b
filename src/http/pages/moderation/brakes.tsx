// Brakes that are on, at the desk: on whom and until when, to lift, to undo or to confirm.
import type { Brake as BrakeNow, WatchedPlace } from '../../../forum/automation/list-watched.ts';
import { can } from '../../../forum/policy/capabilities.ts';
import type { Look } from '../look.ts';
import { Form } from '../parts.tsx';
import { casePath } from './cases-page.tsx';
import { Select } from './fields.tsx';
import { At, PlaceLink, placeIn } from './words.tsx';

export const AUTOMATION = '/moderation/automation';
/** Hours that a confirmed brake lasts. */
const HOURS = [2, 6, 12, 24] as const;

/** By its short name, with what kind of place it is. */
export const PlaceName = ({ look, scope }: { look: Look; scope: string }) => {
  const [kind = '', slug = ''] = scope.split(':');
  return (
    <>
      <PlaceLink look={look} place={{ kind, slug }} />{' '}
      <span class="quiet">{look.t(kind === 'plank' ? 'automation.plank' : 'automation.board')}</span>
    </>
  );
};

/** `peer`: whose members it is for; '' are those here. */
type Braked = { scope: string; peer: string; brake: BrakeNow };

export const brakesIn = ({ scope, brake, peerBrakes }: WatchedPlace): Braked[] => [
  ...(brake ? [{ scope, peer: '', brake }] : []),
  ...peerBrakes.map((one) => ({ scope, peer: one.peer, brake: one })),
];

export const Brake = ({ look, braked: { scope, peer, brake } }: { look: Look; braked: Braked }) => {
  const { t, actor } = look;
  const { since, until, action, held, automatic } = brake;
  return (
    <li>
      <p>
        <strong>
          <PlaceName look={look} scope={scope} />
        </strong>{' '}
        {peer !== '' && <span>{t('automation.brake-peer', { peer })}</span>}{' '}
        {!automatic && <span class="badge">{t('automation.confirmed')}</span>}
      </p>
      <p class="facts">
        <span>{look.rich('moderation.case-since', { time: () => <At look={look} at={since} /> })}</span>
        <span>{look.rich('moderation.lasts-until', { time: () => <At look={look} at={until} /> })}</span>
        <a href="/moderation/held">{t('automation.brake-held', { count: held })}</a>
        <a href={casePath(brake.case)}>{t('moderation.case-open')}</a>
      </p>
      <div class="row">
        {can(actor, 'act', scope) && (
          <Form look={look} action={`${AUTOMATION}/brakes`}>
            <input type="hidden" name="scope" value={scope} />
            <input type="hidden" name="peer" value={peer} />
            <button type="submit" aria-label={`${t('automation.brake-lift')}: ${placeIn(look, scope)} ${peer}`}>
              {t('automation.brake-lift')}
            </button>
          </Form>
        )}
        {can(actor, 'reverse', scope) && (
          <Form look={look} action={`${AUTOMATION}/actions/${action}`}>
            <button
              type="submit"
              name="do"
              value="undo"
              aria-label={`${t('automation.brake-release')}: ${placeIn(look, scope)} ${peer}`}
            >
              {t('automation.brake-release')}
            </button>
          </Form>
        )}
        {automatic && can(actor, 'act', scope) && (
          <Form look={look} action={`${AUTOMATION}/actions/${action}`} class="row">
            <Select
              name={`hours-${action}`}
              label={t('automation.brake-longer')}
              options={HOURS.map((count) => [String(count), t('automation.hours', { count })])}
              chosen="2"
            />
            <button type="submit" name="do" value="confirm">
              {t('automation.confirm')}
            </button>
          </Form>
        )}
      </div>
      <p class="quiet">{t('automation.brake-hint')}</p>
    </li>
  );
};
