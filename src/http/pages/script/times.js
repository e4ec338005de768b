// Times as the reader's own clock tells them, where one points at a time that is told in UTC.
import { findAll, language, page } from './base.js';

const moments = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'short' });

/** @param {ParentNode} part */
export const tellTimes = (part) => {
  for (const time of findAll('time[datetime]', part))
    time.title = moments.format(new Date(time.getAttribute('datetime') ?? ''));
};
tellTimes(page);
