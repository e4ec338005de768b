// Examples: images.
import type { Examples } from './example.ts';

export const uploadExamples: Examples = {
  'POST /me/uploads': { file: 'files/shed.png' },
  'GET /me/uploads': {},
  'DELETE /me/uploads/{id}': { params: { id: '$uploadId' } },
};
