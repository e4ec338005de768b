// What a browser is called, out of the long line that it sends: enough to know one's own again.

/** In this order: most of them also call themselves by the names below theirs. */
const browsers = [
  ['Edge', /\bEdg(?:e|A|iOS)?\//],
  ['Opera', /\bOPR\/|\bOpera\b/],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\bFirefox\/|\bFxiOS\//],
  ['Chrome', /\bChrom(?:e|ium)\/|\bCriOS\/|\bHeadlessChrome\//],
  ['Safari', /\bSafari\//],
] as const;

const systems = [
  ['Android', /\bAndroid\b/],
  ['iOS', /\biPhone\b|\biPad\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMacintosh\b|\bMac OS X\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['Linux', /\bLinux\b|\bX11\b/],
] as const;

type Names = readonly (readonly [string, RegExp])[];
const nameIn = (agent: string, names: Names): string | undefined => names.find(([, sign]) => sign.test(agent))?.[0];

/** `Firefox, Linux`; what is no browser is cut to its first words. `''` where it said nothing. */
export const agentName = (agent: string): string => {
  const known = [nameIn(agent, browsers), nameIn(agent, systems)].filter((name) => name !== undefined);
  return known.length > 0 ? known.join(', ') : agent.slice(0, 60);
};
