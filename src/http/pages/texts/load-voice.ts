// Gets a voice when it is first asked for: an instance that shows no pages holds no messages.
import type { Language } from '../../../base/languages.ts';
import type { Eventually } from '../../../db/database.ts';
import type { Catalogue, Voice } from './voice.ts';

const catalogues: Record<Language, () => Promise<Catalogue>> = {
  en: async () => (await import('./en.ts')).en,
  de: async () => (await import('./de.ts')).de,
  es: async () => (await import('./es.ts')).es,
  fr: async () => (await import('./fr.ts')).fr,
};

const loaded = new Map<Language, Voice>();

export const loadCatalogue = (language: Language): Promise<Catalogue> => catalogues[language]();

const load = async (language: Language): Promise<Voice> => {
  const [{ createVoice }, catalogue] = await Promise.all([import('./voice.ts'), loadCatalogue(language)]);
  const voice = createVoice(language, catalogue);
  loaded.set(language, voice);
  return voice;
};

export const voiceOf = (language: Language): Eventually<Voice> => loaded.get(language) ?? load(language);

/** Languages as their speakers call them. */
export const languageNames: Record<Language, string> = { en: 'English', de: 'Deutsch', es: 'Español', fr: 'Français' };

export const directionOf = (_language: Language): 'ltr' | 'rtl' => 'ltr';
