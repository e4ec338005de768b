// Row types of images.

type Attachment = {
  post_id: number;
  /** The post's `edit_seq` while this revision is shown. */
  revision: number;
  position: number;
  /** SHA-256 of the file's bytes, base64url: the file's name. */
  digest: string;
  type: string;
  size: number;
  width: number;
  height: number;
  alt: string;
};

export type UploadTables = {
  upload: {
    member_id: number;
    digest: string;
    type: string;
    size: number;
    width: number;
    height: number;
    at: number;
  };
  board_attachment: Attachment;
  /** As entries state it; the truth stands in `plank_blob`. */
  plank_attachment: Attachment;
  plank_blob: {
    digest: string;
    /** Whose entry named it first here. */
    origin: string;
    /** `refused`: the bytes came, and are no image that is shown. */
    state: 'wanted' | 'held' | 'refused';
    type: string;
    size: number;
    width: number;
    height: number;
    tries: number;
    next_at: number;
    /** When its bytes came; 0 before, and for what was uploaded here. */
    here_at: number;
  };
  file_gone: { digest: string; doomed: 0 | 1 };
};
