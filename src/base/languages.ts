// The languages that the pages speak.

export const languages = ['en', 'de', 'es', 'fr'] as const;
export type Language = (typeof languages)[number];

export const isLanguage = (name: string | undefined): name is Language =>
  languages.some((language) => language === name);
