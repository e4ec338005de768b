// Row types of what members have begun to write.

export type WritingTables = {
  draft: {
    member_id: number;
    name: string;
    target_kind: 'board' | 'plank' | 'thread' | 'post';
    target: string;
    parent: string | null;
    title: string;
    body: string;
    version: number;
    at: number;
  };
};
