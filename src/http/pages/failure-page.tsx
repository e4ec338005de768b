// The page that says why not.
import type { Answer } from '../answer.ts';
import type { Failure } from '../failure.ts';
import { explain } from './explain.ts';
import { page } from './layout.tsx';
import type { Look } from './look.ts';

export const failurePage = (look: Look, { problem, headers }: Failure): Answer => {
  const { t, path } = look;
  const title = t(`layout.problem-${problem.code}`);
  return page(
    problem.status,
    {
      look,
      title,
      children: (
        <>
          <h1>{title}</h1>
          <div role="alert">
            {explain(look, problem).map((text) => (
              <p dir="auto">{text}</p>
            ))}
          </div>
          <p>
            <a href="/">{t('layout.to-front')}</a>
            {problem.status === 401 && (
              <>
                {' · '}
                <a href={`/sign-in?next=${encodeURIComponent(path)}`}>{t('layout.sign-in')}</a>
              </>
            )}
          </p>
        </>
      ),
    },
    headers,
  );
};
