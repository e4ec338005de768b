// Names as people and peers use them: posts `42@greens.example` and `b17`, members `ada@greens.example`, slugs.

export type PostKey = {
  /** `''` for what was said on a board of this instance. */
  readonly origin: string;
  readonly seq: number;
};

const ENTRY = /^([1-9][0-9]{0,15})@(\S{1,255})$/;
const BOARD_POST = /^b([1-9][0-9]{0,15})$/;

/** A host name in lower-case ASCII, with a port when it has one, and `~label` where it is in several coalitions. */
export const ORIGIN =
  /^(?=.{1,255}$)(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*(?::[1-9][0-9]{0,4})?(?:~[a-z0-9-]{1,32})?$/;
export const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;
export const MEMBER_NAME = /^[a-z0-9_]{2,32}$/;

/** What posts stand under whose author left and let them stay: on boards of this instance, with a number in the name. */
export const FORMER_MEMBER = 'Former member';
export const FORMER_NAME = /^former_[0-9]+$/;

export const nameOfPost = ({ origin, seq }: PostKey): string => (origin === '' ? `b${seq}` : `${seq}@${origin}`);

/** Reads `42@greens.example`; undefined when it is not the name of an entry. */
export const parseEntryName = (name: string): PostKey | undefined => {
  const [, seq, origin] = ENTRY.exec(name) ?? [];
  if (!seq || !origin || !ORIGIN.test(origin) || !Number.isSafeInteger(Number(seq))) return undefined;
  return { origin, seq: Number(seq) };
};

/** Reads `42@greens.example` or `b17`; undefined when it is neither. */
export const parsePostName = (name: string): PostKey | undefined => {
  const [, number] = BOARD_POST.exec(name) ?? [];
  if (!number) return parseEntryName(name);
  return Number.isSafeInteger(Number(number)) ? { origin: '', seq: Number(number) } : undefined;
};

/** Compares as bytes: for ASCII that is the order of UTF-16 code units. */
export const compareBytes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
