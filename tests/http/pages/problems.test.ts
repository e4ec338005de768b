// Why a form was not taken, as verbs say it, in the language of whoever sent it; programs get English.
import { expect, test } from 'vitest';
import { languages } from '../../../src/base/languages.ts';
import { kept, plainly, rule, ruleSaid, said } from '../../../src/base/said.ts';
import { explain } from '../../../src/http/pages/explain.ts';
import { TOKEN_FIELD } from '../../../src/http/pages/form-token.ts';
import { errorIn, recall } from '../../../src/http/pages/recall.ts';
import { voiceOf } from '../../../src/http/pages/texts/load-voice.ts';
import { openReals, password, type Real } from '../../hostile/real.ts';
import { createBrowser } from '../browser.ts';

type Spoken = Record<(typeof languages)[number], string>;

const taken: Spoken = {
  en: 'Name: somebody has this name.',
  de: 'Jemand heißt schon so.',
  es: 'Alguien ya tiene este nombre.',
  fr: 'Quelqu’un porte déjà ce nom.',
};
const tooShort: Spoken = {
  en: 'Password: use 10 to 200 characters.',
  de: 'Passwort: 10 bis 200 Zeichen.',
  es: 'Contraseña: de 10 a 200 caracteres.',
  fr: 'Mot de passe : de 10 à 200 caractères.',
};
const tooLong: Spoken = {
  en: '<p dir="auto">Title: at most 300 characters (some count twice).</p><p dir="auto">Text, in Markdown: write something.</p>',
  de: '<p dir="auto">Titel: höchstens 300 Zeichen (manche zählen doppelt).</p><p dir="auto">Text, in Markdown: schreib etwas.</p>',
  es: '<p dir="auto">Título: 300 caracteres como máximo (algunos cuentan doble).</p><p dir="auto">Texto, en Markdown: escribe algo.</p>',
  fr: '<p dir="auto">Titre : 300 caractères au plus (certains comptent double).</p><p dir="auto">Texte, en Markdown : écrivez quelque chose.</p>',
};
const noImage: Spoken = {
  en: 'The image is no PNG, JPEG, WebP or GIF.',
  de: 'Das Bild ist kein PNG, JPEG, WebP oder GIF.',
  es: 'La imagen no es PNG, JPEG, WebP ni GIF.',
  fr: 'L’image n’est ni PNG, ni JPEG, ni WebP, ni GIF.',
};
const tooLarge: Spoken = {
  en: 'The body must be at most 2 KiB.',
  de: 'Das Gesendete darf höchstens 2 KiB groß sein.',
  es: 'Lo enviado puede ocupar 2 KiB como máximo.',
  fr: 'L’envoi peut faire 2 Kio au plus.',
};
const nothing: Spoken = {
  en: 'There is nothing here, or not for you.',
  de: 'Hier ist nichts, oder nicht für dich.',
  es: 'Aquí no hay nada, o no es para ti.',
  fr: 'Il n’y a rien ici, ou pas pour vous.',
};
const suspended: Spoken = {
  en: 'Your account is suspended on this instance until 1 Mar 2999, 09:05 (spam). “You and the moderators” says why, and how to appeal.',
  de: 'Dein Konto ist auf dieser Instanz bis 01.03.2999, 09:05 gesperrt (Grund: Spam). Unter „Du und die Moderation“ steht, warum, und wie du widersprichst.',
  es: 'Tu cuenta está suspendida en esta instancia hasta el 1 mar 2999, 9:05 (motivo: spam). En «Tú y la moderación» pone por qué y cómo apelar.',
  fr: 'Votre compte est suspendu sur cette instance jusqu’au 1 mars 2999, 09:05 (raison : spam). « Vous et la modération » dit pourquoi, et comment faire un recours.',
};
const slowed: Record<(typeof languages)[number], RegExp> = {
  en: /Too many attempts to sign in: wait \d+ seconds\./,
  de: /Zu viele Anmeldeversuche: Warte \d+ Sekunden?\./,
  es: /Demasiados intentos de iniciar sesión: espera \d+ segundos?\./,
  fr: /Trop de tentatives de connexion : attendez \d+ secondes?\./,
};

const browserOf = (house: Real, language: string) => createBrowser(house.call, `http://${house.origin}`, language);

/** Sends the form of a new thread with an image, as browsers do. */
const sendImage = async (house: Real, browser: ReturnType<typeof browserOf>, language: string, image: Uint8Array) => {
  const shown = await browser.get('/boards/garden/new');
  const form = new FormData();
  form.append(TOKEN_FIELD, new RegExp(`name="${TOKEN_FIELD}" value="([^"]+)"`).exec(shown.text)?.[1] ?? '');
  for (const [name, value] of Object.entries({ title: 'Look', body: 'Here', add: 'yes' })) form.append(name, value);
  form.append('image', new Blob([Buffer.from(image)]), 'x.jpg');
  const request = new Request('http://form.invalid', { method: 'POST', body: form });
  const { text } = await house.call('POST', '/boards/garden/new', {
    body: new Uint8Array(await request.arrayBuffer()),
    headers: {
      'content-type': request.headers.get('content-type') ?? '',
      'accept-language': language,
      cookie: browser.cookie,
      origin: `http://${house.origin}`,
    },
  });
  return text;
};

test('what verbs refuse is told in the language of the page, with its values', async () => {
  await using town = await openReals();
  const house = town.house();
  const admin = await house.admin();
  await house.create('/api/v1/boards', { slug: 'garden', title: 'Garden', text: '', visibility: 'public' }, admin);
  await house.join('ada');
  await house.join('bo');
  const limit = { body: { uploadLimit: 2048 }, token: admin };
  expect((await house.call('PATCH', '/api/v1/instance', limit)).status).toBe(200);
  const measure = {
    ...{ kind: 'suspend', subject: { member: 'bo' }, scope: 'instance', reason: 'spam', rule: 'Rule 2' },
    ...{ words: 'A long rest.', until: '2999-03-01T09:05:00.000Z' },
  };
  expect((await house.call('POST', '/api/v1/moderation/actions', { body: measure, token: admin })).status).toBe(201);

  for (const language of languages) {
    const visitor = browserOf(house, language);
    const again = await visitor.post('/register', { name: 'ada', password });
    expect(again.text).toContain(`<p dir="auto">${taken[language]}</p>`);
    expect((await visitor.post('/register', { name: 'eve', password: 'short' })).text).toContain(tooShort[language]);
    const missing = await visitor.get('/posts/b99');
    expect([missing.status, missing.text.includes(nothing[language])]).toEqual([404, true]);

    const ada = browserOf(house, language);
    await ada.post('/sign-in', { name: 'ada', password });
    const wrong = await ada.post('/boards/garden/new', { title: 'x'.repeat(301), body: ' ', send: 'yes' });
    expect(wrong.text).toContain(tooLong[language]);
    expect(await sendImage(house, ada, language, new Uint8Array(100))).toContain(noImage[language]);
    expect(await sendImage(house, ada, language, new Uint8Array(3000))).toContain(tooLarge[language]);

    const bo = browserOf(house, language);
    await bo.post('/sign-in', { name: 'bo', password });
    const silenced = await bo.post('/boards/garden/new', { title: 'Peas', body: 'Now.', send: 'yes' });
    expect([silenced.status, silenced.text]).toEqual([403, expect.stringContaining(suspended[language])]);
  }
  const answer = await house.call('POST', '/api/v1/registrations', {
    body: { name: 'ada', password },
    headers: { 'accept-language': 'de' },
  });
  expect(answer.json).toEqual({
    ...{ type: '/api#conflict', title: 'In conflict with what is there', status: 409, code: 'conflict' },
    ...{ detail: 'name: somebody has this name.', field: 'name' },
  });
});

test('who tries passwords is told how long to wait', async () => {
  await using town = await openReals({ settings: { SIGN_IN_LIMIT: '1' } });
  const house = town.house();
  const tried = await browserOf(house, 'en').post('/sign-in', { name: 'nobody', password: 'wrong' });
  expect(tried.text).toContain('Name or password is wrong.');
  for (const language of languages) {
    const { status, text } = await browserOf(house, language).post('/sign-in', { name: 'nobody', password: 'wrong' });
    expect([language, status, text]).toEqual([language, 429, expect.stringMatching(slowed[language])]);
  }
});

test('fields get their label, words of ours are translated, and what no catalogue knows stays English', async () => {
  const [en, de] = await Promise.all([voiceOf('en'), voiceOf('de')]);
  const problem = (field: string | undefined, text: ReturnType<typeof said>) => ({ told: [{ field, said: text }] });
  const inside = problem('until', said`${'until'}: ${said`must be in the future.`}`);
  expect(explain(de, inside, { until: 'Bis' })).toEqual(['Bis: muss in der Zukunft liegen.']);
  expect(explain(de, inside)).toEqual(['until: muss in der Zukunft liegen.']);
  expect(explain(en, inside, { until: 'Until' })).toEqual(['Until: must be in the future.']);
  const alt = problem('attachments.0.alt', said`${'attachments.0.alt'}: ${said`is missing.`}`);
  expect(explain(de, alt, { attachments: 'Bilder' })).toEqual(['Bilder: fehlt.']);
  const unknown = problem(undefined, said`Nobody wrote ${'this'} at ${new Date(0)} in ${1234} languages.`);
  expect(explain(de, unknown)).toEqual(['Nobody wrote this at 01.01.1970, 00:00 in 1234 languages.']);
  expect(unknown.told[0]?.said.text).toBe('Nobody wrote this at 1970-01-01T00:00:00.000Z in 1234 languages.');
  expect(explain(de, problem(undefined, plainly('Sign in first.')))).toEqual(['Melde dich zuerst an.']);
  expect(explain(de, problem(undefined, plainly('{0} stays')))).toEqual(['{0} stays']);
  expect(ruleSaid(rule`at most ${7} of ${'x'}`)).toMatchObject({ template: 'at most {0} of {1}', values: [7, 'x'] });
});

test('what was written down by itself is told with the values that stand in it, what people wrote as it is', async () => {
  const [en, de] = await Promise.all([voiceOf('en'), voiceOf('de')]);
  const many = kept`It names ${12} people; more than ${5} are looked at first.`;
  expect(many).toBe('It names 12 people; more than 5 are looked at first.');
  expect(recall(de, many)).toBe('Er nennt 12 Leute; bei mehr als 5 wird erst nachgesehen.');
  expect(recall(en, many)).toBe(many);
  expect(recall(de, kept`filter ${'Zq-7'}`)).toBe('Filter Zq-7');
  for (const own of ['It names nobody.', 'Please filter 7 beans', 'toString', '']) expect(recall(de, own)).toBe(own);
  expect(errorIn(de, 'nobody listens there (ECONNREFUSED)')).toBe('dort hört niemand zu (ECONNREFUSED)');
  expect(errorIn(de, 'line 3: no envelope')).toBe('Zeile 3 ihrer Antwort ist nicht in Ordnung: no envelope');
  expect(errorIn(de, 'it answered 503 (unavailable)')).toBe('sie hat mit dem Status 503, unavailable geantwortet');
  const unknown = { told: [{ field: undefined, said: plainly('constructor') }] };
  expect(explain(de, unknown)).toEqual(['constructor']);
});
