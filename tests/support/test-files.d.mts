/** The project's folder. */
export const root: string;

/** Paths from the project's folder, as vitest's `include` takes them; the longest part first. */
export const testFiles: () => Record<
  | 'postgres-peers'
  | 'postgres'
  | 'real'
  | 'sqlite-peers'
  | 'sqlite'
  | 'commands'
  | 'pages-desks'
  | 'town'
  | 'town-more'
  | 'pages-all'
  | 'pages'
  | 'unit',
  string[]
>;
