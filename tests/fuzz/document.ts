// The OpenAPI document as the fuzzer reads it: one operation a call, its references followed.
import { z } from 'zod';

export type Schema = { readonly [key: string]: unknown };

const Content = z.record(z.string(), z.object({ schema: z.record(z.string(), z.unknown()).optional() }));
const Parameter = z.object({
  in: z.enum(['path', 'query', 'header']),
  name: z.string(),
  required: z.boolean().optional(),
  schema: z.record(z.string(), z.unknown()),
});
const OperationShape = z.object({
  operationId: z.string(),
  security: z.array(z.record(z.string(), z.unknown())),
  parameters: z.array(Parameter).default([]),
  requestBody: z.object({ content: Content }).optional(),
  responses: z.record(z.string(), z.object({ content: Content.optional() })),
});
const DocumentShape = z.object({
  paths: z.record(z.string(), z.record(z.string(), OperationShape)),
  components: z.object({ schemas: z.record(z.string(), z.record(z.string(), z.unknown())) }),
});

export type Operation = z.infer<typeof OperationShape> & { readonly method: string; readonly path: string };
export type ApiDocument = {
  readonly operations: readonly Operation[];
  readonly schemas: Readonly<Record<string, Schema>>;
};

/** @throws ZodError when it is no document of the form that ours has */
export const readDocument = (json: unknown): ApiDocument => {
  const { paths, components } = DocumentShape.parse(json);
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  );
  return { operations, schemas: components.schemas };
};

const REF = '#/components/schemas/';

/** The schema itself, where one refers to it. */
export const follow = (document: ApiDocument, schema: Schema): Schema => {
  const { $ref } = schema;
  if (typeof $ref !== 'string') return schema;
  const found = document.schemas[$ref.slice(REF.length)];
  if (!found) throw new Error(`The document refers to ${$ref}, which is not there.`);
  return follow(document, found);
};
