/** The project's folder. */
export const root: string;

/** Paths from the project's folder, as vitest's `include` takes them. */
export const testFiles: () => { unit: string[]; sqlite: string[]; postgres: string[] };
