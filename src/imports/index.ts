// The only list of importers, most specific first.
import { bulletinSheet } from './bulletin-sheet.ts';
import { kbupdate } from './kbupdate.ts';
import { msrcCsaf } from './msrc-csaf.ts';
import { msrcCvrf } from './msrc-cvrf.ts';
import { msrcSug } from './msrc-sug.ts';
import { sdp } from './sdp.ts';
import type { Importer } from './types.ts';
import { wesng } from './wesng.ts';
import { wsusClixml } from './wsus-clixml.ts';
import { wsusCsv } from './wsus-csv.ts';
import { wsusJson } from './wsus-json.ts';
import { wsusscn2 } from './wsusscn2.ts';

export const importers: readonly Importer[] = [
  wsusscn2,
  sdp,
  kbupdate,
  bulletinSheet,
  wesng,
  msrcCvrf,
  msrcCsaf,
  msrcSug,
  wsusClixml,
  wsusJson,
  wsusCsv,
];
