// What a name looks like: names with a key in common can be taken for each other.
//
// Display names go by the skeleton of UTS 39 (section 4): NFD, what is not shown taken away, each character replaced by
// the one that it is confused with, NFD. Case is folded as well, on either side of it: "HELEN" with a Greek eta is
// confusable in capitals only, "аdmin" with a Cyrillic a in small letters only.

/** Member names hold a-z, 0-9 and _ alone: in many typefaces l, 1 and i look the same, o and 0, rn and m. */
export const foldName = (name: string): string => name.replace(/[1i]/g, 'l').replaceAll('0', 'o').replaceAll('rn', 'm');

export type Look = (text: string) => readonly string[];

const foldCase = (text: string): string => text.toUpperCase().toLowerCase();
const HIDDEN = /\p{Default_Ignorable_Code_Point}/gu;
const NO_WORD = /[^\p{L}\p{N}\p{M}]/gu;

const createLook = (replace: (text: string) => string): Look => {
  const skeleton = (text: string): string => replace(text.normalize('NFD').replace(HIDDEN, '')).normalize('NFD');
  const key = (text: string): string => {
    const shape = foldName(foldCase(skeleton(text)));
    // Spaces and dots between letters make no other name; a name of such alone is compared as it is.
    return shape.replace(NO_WORD, '') || shape;
  };
  return (text) => [...new Set([key(text), key(foldCase(text.normalize('NFKC')))])].filter((each) => each !== '');
};

let loaded: Promise<Look> | undefined;

/** The table of confusables is large: it is read with the first name that is checked. */
export const loadLook = (): Promise<Look> => {
  loaded ??= import('unhomoglyph').then((table) => createLook(table.default));
  return loaded;
};
