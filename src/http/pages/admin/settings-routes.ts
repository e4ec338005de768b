// Settings: shown, changed as one form, and the logo beside it.
import { z } from 'zod';
import { Refusal } from '../../../base/errors.ts';
import { type InstanceSettings, instanceInput } from '../../../forum/instance/settings.ts';
import { type Answer, seeOther } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { check } from '../../input.ts';
import { defineRoute, type Route } from '../../route.ts';
import { FORM_TYPE, orAgain, readForm } from '../form.ts';
import { readFileForm } from '../form-file.ts';
import type { Asked } from '../look.ts';
import { type AdminNeeds, adminCommon, Done, doneText } from './admin-needs.ts';
import { sectionPath } from './frame.tsx';
import { MEGABYTE, type SettingsForm, settingsPage } from './settings-page.tsx';

/** Bytes of a logo as it is sent, and of what a form adds to it. */
const LOGO_BYTES = 2 * MEGABYTE;
const FORM_BYTES = 16 * 1024;

const PATH = sectionPath('settings');

/** Not more figures than a person would write. */
const megabytes = (bytes: number): string => String(Math.round((bytes / MEGABYTE) * 1000) / 1000);

export const formOf = (settings: InstanceSettings): SettingsForm => ({
  ...settings,
  applicationDays: String(settings.applicationDays),
  uploadLimit: megabytes(settings.uploadLimit),
  uploadQuota: megabytes(settings.uploadQuota),
});

/** What was typed, with what was left out as it is. */
const typedOf = (fields: Readonly<Record<string, string>>, before: SettingsForm): SettingsForm => {
  const form = { ...before };
  for (const name of Object.keys(form) as (keyof SettingsForm)[]) form[name] = fields[name] ?? form[name];
  if (fields['own-colour'] !== 'yes') form.colour = '';
  return form;
};

/** NaN, which no rule takes, where it is no number. */
const numberIn = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text.replace(',', '.')));

/** Sizes that show what is stored stay exactly that. */
const bytesIn = (text: string, before: number): number =>
  text === megabytes(before) ? before : Math.round(numberIn(text) * MEGABYTE);

export const settingsRoutes = (needs: AdminNeeds): Route[] => {
  const { publicUrl, lookOf } = needs;
  const common = adminCommon(needs);

  const show = async (
    call: Asked,
    form: SettingsForm,
    more: { problem?: Problem; done?: Done } = {},
  ): Promise<Answer> => {
    const look = await lookOf(call);
    const { problem, done } = more;
    const mail = needs.mailAddress;
    return settingsPage({ look, form, problem, mail, logoBytes: LOGO_BYTES, done: doneText(look, done) });
  };

  return [
    defineRoute({
      ...common,
      method: 'get',
      path: PATH,
      summary: 'Settings of the instance',
      query: z.object({ done: Done }),
      handler: async (call) => show(call, formOf(await needs.instanceSettings()), { done: call.query.done }),
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: PATH,
      summary: 'Change the settings',
      takes: [FORM_TYPE],
      async handler(call) {
        const before = await needs.instanceSettings();
        const form = typedOf(readForm(call, publicUrl), formOf(before));
        return orAgain(
          async () => {
            const input = check(instanceInput.omit({ logo: true }), {
              ...form,
              applicationDays: numberIn(form.applicationDays),
              uploadLimit: bytesIn(form.uploadLimit, before.uploadLimit),
              uploadQuota: bytesIn(form.uploadQuota, before.uploadQuota),
            });
            await needs.describeInstance(call.actor, input);
            return seeOther(`${PATH}?done=saved`);
          },
          ({ problem }) => show(call, form, { problem }),
        );
      },
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: `${PATH}/logo`,
      summary: 'Give the instance a logo',
      takes: ['multipart/form-data'],
      bodyLimit: LOGO_BYTES + FORM_BYTES,
      handler: (call) =>
        orAgain(
          async () => {
            const { file } = await readFileForm(call, publicUrl, 'logo');
            if (file.length === 0) throw new Refusal('invalid', 'logo: choose a picture first.', { field: 'logo' });
            const { digest } = await needs.keepUpload(call.actor, async () => file);
            await needs.describeInstance(call.actor, { logo: digest });
            // Now the instance names it: it is no member's any more.
            await needs.dropUpload(call.actor, digest);
            return seeOther(`${PATH}?done=saved`);
          },
          async ({ problem }) => show(call, formOf(await needs.instanceSettings()), { problem }),
        ),
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: `${PATH}/logo/removal`,
      summary: 'Take the logo away',
      takes: [FORM_TYPE],
      async handler(call) {
        readForm(call, publicUrl);
        await needs.describeInstance(call.actor, { logo: '' });
        return seeOther(`${PATH}?done=saved`);
      },
    }),
  ];
};
