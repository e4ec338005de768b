// What is announced, was, and will be; a form for the next one, and the same to change one.
import { raw } from 'hono/html';
import { ANNOUNCEMENT_MAX } from '../../../forum/instance/announce.ts';
import type { Announcement } from '../../../forum/instance/announcement-store.ts';
import type { Answer } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import type { Look } from '../look.ts';
import { Form, type Listed, Moment, Pager, ProblemNote } from '../parts.tsx';
import { adminPage, sectionPath } from './frame.tsx';
import { AreaField, Choices, TextField } from './parts.tsx';

/** Times as `datetime-local` has them, in UTC: `2026-11-23T10:30`. */
export type AnnouncementForm = { text: string; level: string; audience: string; from: string; until: string };

/** Epoch milliseconds as `datetime-local` has them, in UTC. */
export const localTime = (at: number): string => new Date(at).toISOString().slice(0, 16);

const announcementPath = (id: number): string => `${sectionPath('announcements')}/${id}`;

type FieldsProps = { look: Look; form: AnnouncementForm; problem: Problem | undefined };

const Fields = ({ look: { t }, form, problem }: FieldsProps) => (
  <>
    <AreaField
      name="text"
      label={t('admin.announce-text')}
      value={form.text}
      maxlength={ANNOUNCEMENT_MAX}
      rows={4}
      required
      problem={problem}
    />
    <Choices
      name="level"
      legend={t('admin.announce-level')}
      chosen={form.level}
      options={[
        ['info', t('admin.announce-info')],
        ['warning', t('admin.announce-warning')],
      ]}
    />
    <Choices
      name="audience"
      legend={t('admin.announce-audience')}
      chosen={form.audience}
      options={[
        ['public', t('admin.announce-public')],
        ['members', t('admin.announce-members')],
      ]}
    />
    <TextField
      name="from"
      label={t('admin.announce-from')}
      hint={t('admin.announce-from-hint')}
      type="datetime-local"
      value={form.from}
      problem={problem}
    />
    <TextField
      name="until"
      label={t('admin.announce-until')}
      type="datetime-local"
      value={form.until}
      required
      problem={problem}
    />
  </>
);

const labelsOf = ({ t }: Look) => ({
  text: t('admin.announce-text'),
  from: t('admin.announce-from'),
  until: t('admin.announce-until'),
});

const stateOf = ({ from, until }: Announcement, now: number): 'now' | 'later' | 'over' =>
  until <= now ? 'over' : from <= now ? 'now' : 'later';

const Span = ({ look, one }: { look: Look; one: Announcement }) => (
  <p class="quiet">
    {look.rich('admin.announce-when', {
      from: () => <Moment look={look} at={new Date(one.from).toISOString()} />,
      until: () => <Moment look={look} at={new Date(one.until).toISOString()} />,
    })}
  </p>
);

type ListProps = {
  look: Look;
  announcements: Listed<Announcement & { html: string }>;
  paged: boolean;
  form: AnnouncementForm;
  problem?: Problem | undefined;
  done?: string | undefined;
};

export const announcementsPage = ({ look, announcements, paged, form, problem, done }: ListProps): Answer => {
  const { t, now } = look;
  return adminPage({
    look,
    section: 'announcements',
    status: problem?.status,
    done,
    wide: false,
    children: (
      <>
        <Form look={look} action={sectionPath('announcements')}>
          <h2>{t('admin.announce-new')}</h2>
          <ProblemNote look={look} problem={problem} labels={labelsOf(look)} />
          <Fields look={look} form={form} problem={problem} />
          <button type="submit" class="main">
            {t('admin.announce-make')}
          </button>
        </Form>
        <h2>{t('admin.announce-all')}</h2>
        {announcements.items.length === 0 ? (
          <p class="quiet">{t('admin.announce-none')}</p>
        ) : (
          <ul class="list">
            {announcements.items.map((one) => (
              <li>
                <p>
                  <span class="badge">{t(`admin.announce-${stateOf(one, now)}`)}</span>{' '}
                  <span class="badge">{t(`admin.announce-${one.level}`)}</span>{' '}
                  <span class="badge">{t(`admin.announce-${one.audience}`)}</span>
                </p>
                <div class="body" dir="auto">
                  {raw(one.html)}
                </div>
                <Span look={look} one={one} />
                <div class="row">
                  <a href={announcementPath(one.id)}>{t('admin.announce-edit')}</a>
                  <Form look={look} action={`${announcementPath(one.id)}/removal`}>
                    <button type="submit">{t('admin.announce-take-back')}</button>
                  </Form>
                </div>
              </li>
            ))}
          </ul>
        )}
        <Pager look={look} path={sectionPath('announcements')} paged={paged} next={announcements.next} />
      </>
    ),
  });
};

type EditProps = { look: Look; id: number; form: AnnouncementForm; problem?: Problem | undefined };

export const announcementPage = ({ look, id, form, problem }: EditProps): Answer => {
  const { t } = look;
  return adminPage({
    look,
    section: 'announcements',
    title: t('admin.announce-change'),
    status: problem?.status,
    wide: false,
    children: (
      <Form look={look} action={announcementPath(id)}>
        <ProblemNote look={look} problem={problem} labels={labelsOf(look)} />
        <Fields look={look} form={form} problem={problem} />
        <button type="submit" class="main">
          {t('admin.save')}
        </button>
      </Form>
    ),
  });
};
