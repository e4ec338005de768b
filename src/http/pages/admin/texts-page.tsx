// Rules, privacy text and imprint: what is in force, the versions before, and a form for the next one with a preview.
import { raw } from 'hono/html';
import type { TextKind } from '../../../db/tables/coming-in.ts';
import { TEXT_MAX } from '../../../forum/instance/change-text.ts';
import { textKinds } from '../../../forum/instance/text-store.ts';
import type { Answer } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import type { Look } from '../look.ts';
import { Form, Moment, ProblemNote } from '../parts.tsx';
import { adminPage } from './frame.tsx';
import { AreaField } from './parts.tsx';

/** Times in epoch milliseconds. */
export type TextVersion = { version: number; at: number };
/** The newest version; `''` where it was taken away. */
export type CurrentText = TextVersion & { text: string };

export const textPath = (kind: TextKind): string => `/admin/texts/${kind}`;
const versionPath = (kind: TextKind, version: number): string => `${textPath(kind)}/versions/${version}`;

const moment = (at: number): string => new Date(at).toISOString();

const InForce = ({ look, text }: { look: Look; text: CurrentText | undefined }) => {
  const { t } = look;
  if (!text) return <p class="quiet">{t('admin.text-none')}</p>;
  return (
    <p class="quiet">
      {text.text === '' ? (
        t('admin.text-taken-away', { version: text.version })
      ) : (
        <>
          {t('admin.text-version', { version: text.version })} <Moment look={look} at={moment(text.at)} />
        </>
      )}
    </p>
  );
};

type ListProps = {
  look: Look;
  texts: Readonly<Record<TextKind, CurrentText | undefined>>;
  done?: string | undefined;
};

export const textsPage = ({ look, texts, done }: ListProps): Answer => {
  const { t } = look;
  return adminPage({
    look,
    section: 'texts',
    done,
    wide: false,
    children: (
      <>
        <p>{t('admin.texts-hint')}</p>
        {textKinds.map((kind) => (
          <section class="group" aria-labelledby={kind}>
            <h2 id={kind}>{t(`admin.text-${kind}`)}</h2>
            <InForce look={look} text={texts[kind]} />
            <p>
              <a href={textPath(kind)} aria-label={`${t('admin.text-edit')}: ${t(`admin.text-${kind}`)}`}>
                {t('admin.text-edit')}
              </a>
            </p>
          </section>
        ))}
      </>
    ),
  });
};

type EditProps = {
  look: Look;
  kind: TextKind;
  text: string;
  current: CurrentText | undefined;
  versions: readonly TextVersion[];
  /** Safe HTML of what was typed, where it was asked for. */
  preview?: string | undefined;
  problem?: Problem | undefined;
};

export const textPage = ({ look, kind, text, current, versions, preview, problem }: EditProps): Answer => {
  const { t } = look;
  return adminPage({
    look,
    section: 'texts',
    title: t(`admin.text-${kind}`),
    status: problem?.status,
    wide: false,
    children: (
      <>
        <InForce look={look} text={current} />
        <ProblemNote look={look} problem={problem} labels={{ text: t('admin.text-field') }} />
        {preview !== undefined && (
          <section class="preview" aria-labelledby="preview" role="status">
            <h2 id="preview">{t('admin.preview')}</h2>
            <div class="body" dir="auto">
              {raw(preview)}
            </div>
          </section>
        )}
        <Form look={look} action={textPath(kind)}>
          <AreaField
            name="text"
            label={t('admin.text-field')}
            hint={t('admin.text-field-hint')}
            value={text}
            maxlength={TEXT_MAX}
            rows={18}
            problem={problem}
          />
          <p class="row">
            <button type="submit" class="main">
              {t('admin.text-publish')}
            </button>
            <button type="submit" name="preview" value="yes">
              {t('admin.preview')}
            </button>
          </p>
        </Form>
        {versions.length > 0 && (
          <section aria-labelledby="versions">
            <h2 id="versions">{t('admin.text-versions')}</h2>
            <ul>
              {versions.map(({ version, at }) => (
                <li>
                  <a href={versionPath(kind, version)}>{t('admin.text-version', { version })}</a>{' '}
                  <Moment look={look} at={moment(at)} />
                </li>
              ))}
            </ul>
          </section>
        )}
      </>
    ),
  });
};

type VersionProps = { look: Look; kind: TextKind; version: number; at: number; html: string };

export const textVersionPage = ({ look, kind, version, at, html }: VersionProps): Answer => {
  const { t } = look;
  return adminPage({
    look,
    section: 'texts',
    title: t('admin.text-of-version', { text: t(`admin.text-${kind}`), version }),
    wide: false,
    children: (
      <>
        <p class="quiet">
          <a href={textPath(kind)}>{t(`admin.text-${kind}`)}</a> · <Moment look={look} at={moment(at)} />
        </p>
        <h2 class="unseen">{t(`admin.text-${kind}`)}</h2>
        {html === '' ? (
          <p class="quiet">{t('admin.text-none')}</p>
        ) : (
          <div class="body" dir="auto">
            {raw(html)}
          </div>
        )}
      </>
    ),
  });
};
