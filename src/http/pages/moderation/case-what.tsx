// What a case is about: as it read then and reads now, what waits, who they say they are, and what stands around it.
import type { AdvisoryView } from '../../../forum/advice/read-advisories.ts';
import type { CaseView } from '../../../forum/cases/read-cases.ts';
import type { MemberView } from '../../../forum/identity/member-store.ts';
import type { HeldView } from '../../../forum/moderation/read-held.ts';
import type { FullEntry } from '../../../forum/moderation/read-modlog.ts';
import { AuthorLine, type PostCard, threadPath } from '../parts.tsx';
import { Images } from '../post-view.tsx';
import { AUTOMATION } from './brakes.tsx';
import type { CaseProps } from './case-forms.tsx';
import { casePath } from './cases-page.tsx';
import type { Did } from './desk-frame.tsx';
import { HELD } from './held-desk.tsx';
import { HeldFacts, HeldForms, HeldWhy, HeldWords } from './held-post.tsx';
import { Veil, Veiled } from './veiled.tsx';
import { At } from './words.tsx';

export type WholeProps = CaseProps & {
  /** The post as readers see it, and a few around it. */
  post: PostCard | undefined;
  around: readonly PostCard[];
  /** What constituents advise about it. */
  advice: readonly AdvisoryView[];
  /** Where it is about a post that waits, or waited. */
  held: HeldView | undefined;
  /** Where it is about a member here. */
  member: MemberView | undefined;
  history: readonly FullEntry[];
  taken: readonly FullEntry[];
  did?: Did;
  /** Where this one is decided: what waits next. */
  next?: CaseView | undefined;
};

/** A post that waits is decided where it is shown. */
const Held = ({ look, one, held }: WholeProps) =>
  held === undefined ? null : (
    <div class="card">
      <HeldFacts look={look} held={held} />
      {held.title !== '' && (
        <p dir="auto">
          <strong>{held.title}</strong>
        </p>
      )}
      <HeldWords look={look} held={held} />
      <HeldWhy look={look} held={held} />
      {(one.claimed === null || one.claimed.mine) && <HeldForms look={look} held={held} back={casePath(one.id)} />}
      {held.state === 'held' && <p class="quiet">{look.t('moderation.case-held')}</p>}
    </div>
  );

/** What members say of themselves. */
const Profile = ({ look, member }: WholeProps) =>
  member === undefined ? null : (
    <div class="card">
      <p>
        <strong dir="auto">{member.displayName}</strong> <span class="quiet">@{member.name}</span>
      </p>
      <p class="prose" dir="auto">
        {member.bio}
      </p>
      <p class="quiet">
        {look.rich('moderation.case-member-since', { time: () => <At look={look} at={member.at} /> })}
      </p>
    </div>
  );

export const What = (props: WholeProps) => {
  const { look, one, post } = props;
  const { t } = look;
  const same =
    one.post !== null && one.snapshots.length > 0 && one.snapshots.every(({ body }) => body === one.post?.body);
  const images = same ? (post?.attachments ?? []) : [];
  return (
    <section>
      <h2>{t('moderation.case-what')}</h2>
      {one.subject.startsWith('place ') && (
        <p>
          <a href={AUTOMATION}>{t('automation.brakes')}</a> · <a href={HELD}>{t('moderation.desk-held')}</a>
        </p>
      )}
      <Held {...props} />
      <Profile {...props} />
      {one.snapshots.map(({ title, body, at, gone }, index) => (
        <div class="card">
          <p class="quiet">
            {t('moderation.case-then')} <At look={look} at={at} />
            {same && index === 0 && ` · ${t('moderation.case-same')}`}
            {gone && <strong> {t('moderation.case-then-gone')}</strong>}
          </p>
          {title !== '' && (
            <p dir="auto">
              <strong>{title}</strong>
            </p>
          )}
          <p class="prose" dir="auto">
            {body}
          </p>
          {index === 0 && images.length > 0 && post && (
            <Veil look={look} id={`reveal-${post.name}`} veils>
              <Images look={look} images={images} />
            </Veil>
          )}
        </div>
      ))}
      {post && !same && (
        <div class="card">
          <p class="quiet">{t('moderation.case-now')}</p>
          <Veiled look={look} post={post} />
        </div>
      )}
    </section>
  );
};

export const Context = ({ look, one, around }: WholeProps) =>
  one.post === null ? null : (
    <details open={around.length > 0}>
      <summary>{look.t('moderation.case-context')}</summary>
      {around.map((each) => (
        <div class="card">
          <p>
            <AuthorLine look={look} author={each.author} />
          </p>
          <Veiled look={look} post={each} />
        </div>
      ))}
      <p>
        <a href={threadPath(one.post.thread)}>{look.t('moderation.case-thread')}</a>
      </p>
    </details>
  );
