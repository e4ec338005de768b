// The languages of the pages, to choose from: each in its own words.
import { languages } from '../../base/languages.ts';
import { languageNames } from './texts/load-voice.ts';

export const LanguageOptions = ({ chosen }: { chosen: string }) => (
  <>
    {languages.map((each) => (
      <option value={each} lang={each} selected={each === chosen}>
        {languageNames[each]}
      </option>
    ))}
  </>
);
