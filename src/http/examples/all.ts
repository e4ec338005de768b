// All examples, and how the document shows them.
import { accountExamples } from './accounts.ts';
import { adviceExamples } from './advice.ts';
import { automationExamples } from './automation.ts';
import { caseExamples } from './cases.ts';
import { comingInExamples } from './coming-in.ts';
import { EXAMPLE_ORIGIN, type Example, type Examples } from './example.ts';
import { houseExamples } from './house.ts';
import { lockExamples } from './locks.ts';
import { moderationExamples } from './moderation.ts';
import { notificationExamples } from './notifications.ts';
import { ownDataExamples } from './own-data.ts';
import { placeExamples } from './places.ts';
import { readingExamples } from './reading.ts';
import { uploadExamples } from './uploads.ts';
import { writingExamples } from './writing.ts';

const examples: Examples = {
  ...accountExamples,
  ...lockExamples,
  ...comingInExamples,
  ...placeExamples,
  ...ownDataExamples,
  ...houseExamples,
  ...writingExamples,
  ...readingExamples,
  ...notificationExamples,
  ...uploadExamples,
  ...moderationExamples,
  ...caseExamples,
  ...adviceExamples,
  ...automationExamples,
};

type Parameter = { in: string; name: string; example?: unknown };
type Operation = {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { example?: unknown }> };
};

/** Puts an example into an operation of the document. */
export const showExample = (operation: Operation, { params, query, body }: Example): void => {
  for (const parameter of operation.parameters ?? []) {
    const value = parameter.in === 'path' ? params?.[parameter.name] : query?.[parameter.name];
    if (value !== undefined) parameter.example = value;
  }
  const content = operation.requestBody?.content['application/json'];
  if (content && body !== undefined) content.example = body;
};

/** @param origin the instance that shows them: theirs are about itself */
export const examplesFor = (origin: string): Examples =>
  JSON.parse(JSON.stringify(examples).replaceAll(EXAMPLE_ORIGIN, origin));
