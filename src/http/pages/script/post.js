// A post as the instance shows it now: the same markup that a page of the thread has.
import { ask, find, page } from './base.js';
import { tellTimes } from './times.js';

/** @param {string} name @returns {Promise<HTMLElement | null>} null: not there, or not to be had now */
export const fetchPost = async (name) => {
  const answer = await ask(`/posts/${encodeURIComponent(name)}/fragment`);
  if (!answer?.ok) return null;
  const parsed = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const article = find('article', parsed);
  if (!article) return null;
  tellTimes(article);
  return page.adoptNode(article);
};

/** @param {string} name @param {ParentNode} [within] */
export const findPost = (name, within) => find(`article[id="${CSS.escape(name)}"]`, within);
