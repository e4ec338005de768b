/** The project's folder. */
export const root: string;

/** Paths from the project's folder, as vitest's `include` takes them. */
export const testFiles: () => Record<
  | 'unit'
  | 'town'
  | 'real'
  | 'commands'
  | 'pages'
  | 'pages-desks'
  | 'pages-all'
  | 'sqlite'
  | 'sqlite-peers'
  | 'postgres'
  | 'postgres-peers',
  string[]
>;
