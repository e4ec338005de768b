// Limits of the protocol (protocol.md, Journals and Exchange): every instance must refuse and accept the same.

/** Bytes of an envelope, an epoch statement or any other JWS in compact form. */
export const ENVELOPE_BYTES = 16 * 1024;
/** Bytes of a content in UTF-8. */
export const CONTENT_BYTES = 256 * 1024;
/** Levels of objects and arrays in a `ref` and in a content. */
export const MAX_DEPTH = 32;

/** Entries that fit into one epoch: seq in epoch e runs from (e − 1) · 10⁹ + 1 to e · 10⁹. */
export const EPOCH_SIZE = 1_000_000_000;
/**
 * The last epoch of a journal. By its number, not by how many epochs a reader has met, so that all readers keep the same; and
 * so few that whoever opens them all harms nobody else's exchange.
 */
export const MAX_EPOCH = 1_000;

/** UTF-16 code units, as all lengths of text below. */
export const TITLE_LENGTH = 300;
export const BODY_LENGTH = 40_000;
export const DISPLAY_NAME_LENGTH = 200;
export const BIO_LENGTH = 4_000;
export const NOTE_LENGTH = 4_000;
export const ALT_LENGTH = 2_000;
export const POLL_OPTIONS = 20;
export const POLL_OPTION_LENGTH = 200;

export const ATTACHMENTS = 8;
/** Bytes of an attachment. */
export const BLOB_BYTES = 8 * 1024 * 1024;
/** Votes that one tally may count. */
export const MAX_COUNT = 1_000_000_000;
/** Ranges that one erasure may name. */
export const MAX_RANGES = 1_000;

/** Random bytes that keep a short content from being guessed. */
export const SALT_BYTES = 16;

/** Milliseconds: an entry further ahead of the reader's clock takes effect when its time comes. */
export const AHEAD = 10 * 60_000;

/** Lines of one request or answer, and their bytes together. */
export const PAGE_ENTRIES = 1_000;
export const PAGE_BYTES = 4 * 1024 * 1024;
/** UTF-16 code units of one line: a content whose every byte had to be escaped, its envelope, and what is around them. */
export const LINE_LENGTH = 6 * CONTENT_BYTES + ENVELOPE_BYTES + 128;
