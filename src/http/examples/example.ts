// An example of a call: what the document shows, and what a test sends to a running instance (tests/http/examples.test.ts).

export type Example = {
  /**
   * Who sends it; a member unless said. An applicant brings the token of an application; a leaver is a member
   * like any other, and gone afterwards. What the reviewed one writes is looked at first.
   */
  readonly as?: 'visitor' | 'applicant' | 'member' | 'moderator' | 'admin' | 'leaver' | 'reviewed';
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  /** Of JSON. `$name` stands for a secret that only a running instance can give. */
  readonly body?: unknown;
  /** The file with the bytes of a body that is no JSON, below tests/http/. */
  readonly file?: string;
};

/** By method and path: `POST /sessions`. */
export type Examples = Readonly<Record<string, Example>>;

/** The instance of the examples; the document of an instance shows its own name instead. */
export const EXAMPLE_ORIGIN = 'greens.example';
