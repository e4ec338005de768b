export type FileReport = {
  /** Absolute path. */
  name: string;
  status: string;
  message: string;
  assertionResults: { fullName: string; status: string }[];
};

export type Judged = { passed: number; wrong: string[]; line: string; exitCode: 0 | 1 };

/** `files` are absolute paths, as in vitest's JSON report; `report` is undefined when the runner left none. */
export const judge: (found: {
  checks: { name: string; exitCode: number | null }[];
  runs: {
    name: string;
    exitCode: number | null;
    report: { success: boolean; testResults: FileReport[] } | undefined;
    files: string[];
  }[];
  filesOnDisk: string[];
}) => Judged;
