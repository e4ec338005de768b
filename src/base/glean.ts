// A page of what suits, out of a list that is read in its order. What is rare in it costs no more than what is frequent: so many rows
// are looked at for a page, and then it goes on from there.

/** Rows after this one, in the order of the list; from its beginning where there is none. */
export type Source<R> = (after: R | undefined, limit: number) => Promise<readonly R[]>;

/** `last`: where the next page goes on; undefined: nothing comes any more. A page may have less than its limit, or nothing, before that. */
export type Gleaned<R> = { readonly rows: R[]; readonly last: R | undefined };

/** Rows that are looked at for one page. */
export const LOOKED = 1_000;
const BATCH = 200;

/** @param suits all do unless given */
export const glean = async <R>(
  read: Source<R>,
  limit: number,
  suits?: ((row: R) => boolean) | undefined,
): Promise<Gleaned<R>> => {
  const rows: R[] = [];
  const batch = suits ? Math.max(BATCH, limit + 1) : limit + 1;
  let after: R | undefined;
  for (let looked = 0; looked < LOOKED; looked += batch) {
    const some = await read(after, batch);
    for (const row of some) {
      if (suits && !suits(row)) continue;
      if (rows.length === limit) return { rows, last: rows.at(-1) };
      rows.push(row);
    }
    if (some.length < batch) return { rows, last: undefined };
    after = some.at(-1);
  }
  return { rows, last: after };
};

/** Several lists of one order as one. */
export const merged =
  <R>(sources: readonly Source<R>[], order: (a: R, b: R) => number): Source<R> =>
  async (after, limit) => {
    const all: R[] = [];
    for (const read of sources) all.push(...(await read(after, limit)));
    return sources.length < 2 ? all : all.toSorted(order).slice(0, limit);
  };
