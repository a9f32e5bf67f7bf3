// The monthly CVRF document as JSON, and the index of all documents.
import * as z from 'zod';
import { type CvrfDocument, changed } from './msrc-fact.ts';

const value = z.looseObject({ Value: z.string().nullish() }).nullish();
/** Number of a vendor fix: the official module MSRCSecurityUpdates reads 2 so. */
const vendorFix = 2;

const cvrf = z.looseObject({
  DocumentTracking: z.looseObject({
    Identification: z.looseObject({ ID: value }),
    InitialReleaseDate: z.string().nullish(),
  }),
  ProductTree: z.looseObject({
    FullProductName: z.array(z.looseObject({ ProductID: z.string(), Value: z.string() })),
  }),
  Vulnerability: z.array(
    z.looseObject({
      Remediations: z
        .array(
          z.looseObject({
            Description: value,
            Supercedence: z.string().nullish(),
            ProductID: z.array(z.string()).nullish(),
            Type: z.int(),
            RestartRequired: value,
            SubType: z.string().nullish(),
            FixedBuild: z.string().nullish(),
          }),
        )
        .nullish(),
    }),
  ),
});

export const isCvrf = (json: object): boolean => 'DocumentTracking' in json || 'ProductTree' in json;

/** @throws SourceError where the JSON is not of the known shape */
export function readCvrfJson(json: unknown): CvrfDocument {
  const read = cvrf.safeParse(json);
  if (!read.success) throw changed(`unexpected ${read.error.issues[0]?.path.join('.')}`, read.error);
  const { DocumentTracking: tracking, ProductTree: tree, Vulnerability: vulnerabilities } = read.data;
  const remediations = vulnerabilities.flatMap(({ Remediations }) => Remediations ?? []);
  return {
    id: tracking.Identification.ID?.Value?.trim() ?? '',
    released: tracking.InitialReleaseDate ?? '',
    products: new Map(tree.FullProductName.map(({ ProductID, Value }) => [ProductID, Value])),
    vulnerabilities: vulnerabilities.length,
    fixes: remediations
      .filter(({ Type }) => Type === vendorFix)
      .map((fix) => ({
        description: fix.Description?.Value ?? '',
        productIds: fix.ProductID ?? [],
        supercedence: [fix.Supercedence ?? ''],
        restart: fix.RestartRequired === undefined ? undefined : (fix.RestartRequired?.Value ?? ''),
        subType: fix.SubType ?? '',
        fixedBuild: fix.FixedBuild ?? '',
      })),
  };
}

const index = z.looseObject({
  value: z.array(z.looseObject({ ID: z.string(), CvrfUrl: z.string() })).min(1),
});

/** The addresses of the documents that the index lists. */
export function readIndex(json: unknown): string[] {
  const read = index.safeParse(json);
  if (!read.success) throw changed(`the index has an unexpected ${read.error.issues[0]?.path.join('.')}`, read.error);
  return [...new Set(read.data.value.map(({ CvrfUrl }) => CvrfUrl))];
}
