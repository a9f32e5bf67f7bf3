// Product, classification and vendor: by GUID where the export has GUIDs, by name where it has names alone.
import { missing, type Test, unknown } from './answers.ts';
import { mayBeIn } from './catalog.ts';
import { classificationNames, knownCategory } from './guids.ts';
import type { SiteNames } from './names.ts';
import type { Answer, CategoryKind, MatchRule, Names, RuleUpdate } from './types.ts';
import { readCategory } from './values.ts';
import { shown } from './words.ts';

/**
 * Every update comes with a vendor, a product and a classification: it stands below them in the tree of the site's update server.
 * So a list that holds none of a kind, where others do, has lost it, and says nothing of what the rule would find.
 */
export function categoryTest(kind: CategoryKind, rule: MatchRule, site: SiteNames): Test {
  const { id, name } = readCategory(kind, rule);
  const byName = nameTest(kind, namesFor(id, name, site), shown(rule.raw), site);
  const unsaid = missing('categoryIds');
  return (update) => {
    const ids = update.categoryIds;
    if (id === null || ids === null) return byName(update);
    if (ids.includes(id)) return true;
    if (!site.kinds.has(kind)) return byName(update);
    if (ids.some((each) => each.startsWith(`${kind}:`))) return false;
    return byName(update) === true ? true : unsaid(update);
  };
}

/** What the category is called: by the exporter, by the site, and in English. */
function namesFor(id: string | null, name: string | null, { learned }: SiteNames): string[] {
  const of = id === null ? [name] : [name, learned.get(id), knownCategory(id)];
  return [...new Set(of.flatMap((each) => (each === null || each === undefined ? [] : [each.toLowerCase()])))];
}

function nameTest(kind: CategoryKind, names: readonly string[], raw: string, site: SiteNames): Test {
  const absent = missing(kind);
  const nameless = unknown(`neither the export nor the table of known categories names ${raw}`);
  const flattened = unknown(`the export writes its lists of categories as one text, in which ${raw} may stand`);
  const foreign = unknown(
    `no update of the export has a category of the name of ${raw}; the site may name it otherwise`,
  );
  const seen = names.some((name) => site.seen.has(name));
  return (update) => {
    if (update.catalog !== null) return catalogAnswer(kind, names, update, nameless, absent);
    const cells = update.categoryNames[kind];
    if (cells === null || cells.every(({ texts }) => texts.length === 0)) return absent(update);
    if (names.length === 0) return nameless;
    if (cells.some(({ texts }) => texts.some((text) => names.includes(text)))) return true;
    if (mayStandIn(cells, names)) return flattened;
    return seen ? false : foreign;
  };
}

const mayStandIn = (cells: readonly Names[], names: readonly string[]): boolean =>
  cells.some(({ exact, texts }) => !exact && texts.some((text) => names.some((name) => text.includes(name))));

function catalogAnswer(
  kind: CategoryKind,
  names: readonly string[],
  update: RuleUpdate,
  nameless: Answer,
  absent: Test,
): Answer {
  const { catalog, categoryNames } = update;
  if (names.length === 0) return nameless;
  if (kind === 'product' && catalog !== null) {
    return names.some((name) => mayBeIn(catalog, name)) ? absent(update) : false;
  }
  const [cell] = categoryNames[kind] ?? [];
  if (cell === undefined) return absent(update);
  if (cell.texts.some((text) => names.includes(text))) return true;
  const comparable = cell.texts.every((text) => classificationNames.has(text));
  return comparable && names.some((name) => classificationNames.has(name)) ? false : absent(update);
}
