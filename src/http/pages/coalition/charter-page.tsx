// The charter: who the coalition is, what it agreed on, who signed, and what is needed to check all that without trust.
import type { CharterView, VersionSummary } from '../../../forum/charter/read-charter.ts';
import type { Answer } from '../../answer.ts';
import { API_BASE } from '../../route.ts';
import { page } from '../layout.tsx';
import type { Look } from '../look.ts';
import { CoalitionPicture, type Node, type Seen } from './coalition-picture.tsx';
import { peerPath } from './peers-page.tsx';

/** How each constituent is seen from here, by its id. */
export type SeenBy = ReadonlyMap<string, Seen>;

type Part = { look: Look; charter: CharterView };

const SEEN = { reachable: 'peers.reachable', unreachable: 'peers.unreachable', unknown: 'peers.never' } as const;

const SeenFromHere = ({ look: { t }, seen }: { look: Look; seen: Seen }) =>
  seen === 'self' ? (
    <span class="badge">{t('charter.self')}</span>
  ) : (
    <span class={`state ${seen === 'reachable' ? 'good' : 'bad'}`}>{t(SEEN[seen])}</span>
  );

const Constituents = ({ look, charter, seen }: Part & { seen: SeenBy }) => {
  const { t } = look;
  return (
    <section aria-labelledby="constituents">
      <h2 id="constituents">{t('charter.constituents')}</h2>
      <ul class="cards">
        {charter.constituents.map((one) => (
          <li id={one.id}>
            <h3 dir="auto">{one.name}</h3>
            <p>
              <a href={one.url} rel="external">
                {one.id}
              </a>{' '}
              <SeenFromHere look={look} seen={seen.get(one.id) ?? 'unknown'} />{' '}
              {seen.get(one.id) !== 'self' && seen.has(one.id) && (
                <a href={peerPath(one.id)} aria-label={t('peers.details-of', { name: one.name })}>
                  {t('peers.details')}
                </a>
              )}
            </p>
            <p class="quiet">
              {t('charter.since')} {look.day(one.since)} · {t(one.voting ? 'charter.voting' : 'charter.not-voting')}
            </p>
            <p class="quiet">
              {t('charter.fingerprint')}: <code>{one.fingerprint}</code>
            </p>
          </li>
        ))}
      </ul>
      <p class="quiet">{t('charter.fingerprint-hint')}</p>
      {charter.constituents.length <= 3 && <p class="quiet">{t('charter.few')}</p>}
    </section>
  );
};

const Planks = ({ look, charter: { planks, inForce } }: Part) => {
  const { t } = look;
  return (
    <section aria-labelledby="planks">
      <h2 id="planks">{t('charter.planks')}</h2>
      {planks.length === 0 && <p>{t('charter.planks-none')}</p>}
      <ul class="cards">
        {planks.map(({ slug, title, text, audience, termDays, closed }) => (
          <li>
            <h3 dir="auto">{inForce ? <a href={`/planks/${slug}`}>{title}</a> : title}</h3>
            <p>
              <span class="badge">{t(`charter.plank-${audience}`)}</span>{' '}
              {closed !== null && (
                <span class="badge">
                  {t('charter.plank-closed')} {look.day(closed)}
                </span>
              )}
            </p>
            <p dir="auto" class="prose">
              {text}
            </p>
            <p class="quiet">{t('charter.plank-terms', { days: termDays })}</p>
          </li>
        ))}
      </ul>
    </section>
  );
};

const Rules = ({ look, charter: { rules } }: Part) => {
  const { t } = look;
  return (
    <section aria-labelledby="rules">
      <h2 id="rules">{t('charter.rules')}</h2>
      <p>{t('charter.rules-text')}</p>
      <dl class="pairs">
        {(['admit', 'expel', 'plank', 'amend'] as const).map((kind) => {
          const [part, whole] = rules[kind];
          return (
            <>
              <dt>{t(`charter.rule-${kind}`)}</dt>
              <dd>{t('charter.rule-fraction', { part, whole })}</dd>
            </>
          );
        })}
        <dt>{t('charter.rule-notice')}</dt>
        <dd>{t('charter.rule-hours', { hours: rules.noticeHours })}</dd>
        <dt>{t('charter.rule-review')}</dt>
        <dd>{look.day(rules.reviewBy)}</dd>
      </dl>
    </section>
  );
};

const Signatures = ({ look, charter: { signatures } }: Part) => {
  const { t } = look;
  return (
    <section aria-labelledby="signatures">
      <h2 id="signatures">{t('charter.signatures')}</h2>
      {signatures.length === 0 ? (
        <p>{t('charter.signatures-none')}</p>
      ) : (
        <ul>
          {signatures.map(({ origin, name, at }) => (
            <li>
              <strong dir="auto">{name}</strong> <span class="quiet">{origin}</span>, {t('charter.signed-at')}{' '}
              {look.day(at)}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
};

const Check = ({ look, charter }: Part) => {
  const { t } = look;
  return (
    <section aria-labelledby="check">
      <h2 id="check">{t('charter.check')}</h2>
      <p>{t('charter.check-text')}</p>
      <dl class="pairs">
        <dt>{t('charter.hash')}</dt>
        <dd>
          <code>{charter.hash}</code>
        </dd>
        <dt>{t('charter.coalition-id')}</dt>
        <dd>
          <code>{charter.coalition}</code>
        </dd>
      </dl>
      <details>
        <summary>{t('charter.bytes')}</summary>
        <pre class="wrapped">{charter.bytes}</pre>
      </details>
      <details>
        <summary>{t('charter.certificate')}</summary>
        <pre class="wrapped">{charter.certificate.join('\n')}</pre>
      </details>
      <p>
        <a href={`${API_BASE}/charter/versions/${charter.v}`}>{t('charter.json')}</a>
      </p>
    </section>
  );
};

const versionPath = (v: number): string => `/charter/versions/${v}`;

const Effective = ({ look, effective }: { look: Look; effective: number | null }) => (
  <>{effective === null ? look.t('charter.from-start') : `${look.t('charter.from')} ${look.moment(effective)}`}</>
);

const Versions = ({ look, charter, versions }: Part & { versions: readonly VersionSummary[] }) => (
  <section aria-labelledby="versions">
    <h2 id="versions">{look.t('charter.versions')}</h2>
    <ul>
      {versions.map(({ v, effective }) => (
        <li>
          <a href={versionPath(v)} aria-current={v === charter.v ? 'page' : undefined}>
            {look.t('charter.version', { v })}
          </a>
          , <Effective look={look} effective={effective} />
        </li>
      ))}
    </ul>
  </section>
);

type Props = Part & { seen: SeenBy; versions: readonly VersionSummary[] };

export const charterPage = ({ look, charter, seen, versions }: Props): Answer => {
  const { t } = look;
  const nodes = charter.constituents.map(({ id, name }): Node => ({ id, name, seen: seen.get(id) ?? 'unknown' }));
  return page(200, {
    look,
    title: `${charter.name} · ${t('charter.title')}`,
    wide: true,
    children: (
      <>
        <h1 dir="auto">{charter.name}</h1>
        <p>
          {t('charter.version', { v: charter.v })}{' '}
          <span class="badge">{t(charter.inForce ? 'charter.in-force' : 'charter.not-in-force')}</span>{' '}
          <span class="quiet">
            <Effective look={look} effective={charter.effective} />
          </span>
        </p>
        {charter.newest > charter.v && (
          <p>
            <a href={versionPath(charter.newest)}>{t('charter.newer', { v: charter.newest })}</a>
          </p>
        )}
        <p>{t('charter.intro')}</p>
        <CoalitionPicture look={look} nodes={nodes} />
        <p>{look.rich('charter.peers-link', { link: (inside) => <a href="/peers">{inside}</a> })}</p>
        <Constituents look={look} charter={charter} seen={seen} />
        <Planks look={look} charter={charter} />
        <Rules look={look} charter={charter} />
        <Signatures look={look} charter={charter} />
        <Check look={look} charter={charter} />
        {versions.length > 1 && <Versions look={look} charter={charter} versions={versions} />}
      </>
    ),
  });
};

export const noCharterPage = (look: Look): Answer =>
  page(200, {
    look,
    title: look.t('charter.none-title'),
    children: (
      <>
        <h1>{look.t('charter.none-title')}</h1>
        <p>{look.t('charter.none')}</p>
      </>
    ),
  });
