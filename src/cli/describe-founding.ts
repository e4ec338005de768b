// A draft, or a founding charter in force, as lines for a terminal. Names and texts are other people's: shown as plain text.

import type { Signed } from '../federation/found-coalition.ts';
import type { KeyComparison } from '../federation/founding.ts';
import type { FoundingView } from '../forum/charter/read-founding.ts';
import { plainText } from './terminal.ts';

const states: Record<FoundingView['state'], string> = {
  draft: 'a draft',
  'in-force': 'in force',
  refused: 'refused here',
};

const compared = (comparison: KeyComparison | undefined): string[] => {
  switch (comparison?.state) {
    case undefined:
      return [];
    case 'same':
      return ['      its well-known document names the same key'];
    case 'other':
      return [`      WARNING: ${plainText(comparison.why)}`];
    case 'unreachable':
      return [`      could not be asked now: ${plainText(comparison.why)}`];
  }
};

/** @param comparisons what the founders' own documents say, where they were asked */
export const describeFounding = (founding: FoundingView, comparisons: readonly KeyComparison[]): string[] => [
  `${plainText(founding.name)} (${states[founding.state]}, ${founding.at})`,
  `  ${founding.hash}`,
  '',
  '  Planks',
  ...founding.planks.flatMap(({ slug, title, text, audience, termDays }) => [
    `    ${plainText(title)} (${slug}, read by ${audience === 'public' ? 'everybody' : 'members'}, stewards change every ${termDays} days)`,
    ...plainText(text)
      .split('\n')
      .map((line) => `      ${line}`),
  ]),
  '',
  '  Rules',
  `    admit ${founding.rules.admit.join('/')}, expel ${founding.rules.expel.join('/')}, planks ${founding.rules.plank.join('/')}, amend ${founding.rules.amend.join('/')}`,
  `    notice ${founding.rules.noticeHours} hours, review by ${founding.rules.reviewBy}`,
  '',
  '  Founders, with the fingerprints of their governance keys',
  ...founding.founders.flatMap(({ id, url, name, fingerprint, signed, self }) => [
    `    ${plainText(name)} (${id}, ${url})${self ? ', this instance' : ''}: ${signed ? 'signed' : 'has not signed'}`,
    `      ${fingerprint}`,
    ...compared(comparisons.find((one) => one.id === id)),
  ]),
  '',
];

export const describeSigned = ({ hash, state, sent }: Signed): string[] => [
  `Signed: ${hash}`,
  ...sent.map((one) =>
    one.ok ? `  sent to ${one.to}` : `  not sent to ${one.to}: ${plainText(one.why)}; tried again`,
  ),
  state === 'in-force' ? 'The charter is in force.' : 'It comes into force when all founders have signed.',
];
