// Rules, privacy text, imprint: in force, or as they were.
import { raw } from 'hono/html';
import type { InstanceText } from '../../forum/instance/text-store.ts';
import type { Answer } from '../answer.ts';
import { page } from './layout.tsx';
import type { Look } from './look.ts';

export type TextProps = {
  look: Look;
  text: InstanceText & { html: string };
  /** Since when each was in force, the newest first. */
  versions: readonly { version: number; at: number }[];
};

export const textPage = ({ look, text, versions }: TextProps): Answer => {
  const { t } = look;
  const { kind, version, at, html } = text;
  const title = t(`layout.${kind}`);
  return page(200, {
    look,
    title,
    children: (
      <>
        <h1>{title}</h1>
        <p class="quiet">
          {t('reading.text-version', { version, day: look.day(at) })}{' '}
          {look.site.texts[kind] !== version && <a href={`/${kind}`}>{t('reading.text-current')}</a>}
        </p>
        <div class="words" dir="auto">
          {raw(html)}
        </div>
        {versions.length > 1 && (
          <details>
            <summary>{t('reading.text-versions')}</summary>
            <ul>
              {versions.map((each) => (
                <li>
                  <a
                    href={`/${kind}?version=${each.version}`}
                    aria-current={each.version === version ? 'page' : undefined}
                  >
                    {t('reading.text-version-link', { version: each.version, day: look.day(each.at) })}
                  </a>
                </li>
              ))}
            </ul>
          </details>
        )}
      </>
    ),
  });
};
