// What the metadata of WSUS say of restarts: of one package, and of a bundle by its parts.
import type { UpdateRow } from '../data/schema.ts';
import type { VendorFlag } from '../types.ts';

export interface Behavior {
  flag: VendorFlag | null;
  /** The source's own word for it. */
  flagText: string | null;
  exclusive: boolean | null;
}

/** As attributes of InstallationBehavior or InstallProperties name them. */
interface Stated {
  rebootBehavior: string | undefined;
  impact: string | undefined;
  /** Whether an exit code of its installer asks for a restart. */
  codeAsks: boolean;
}

const flagWords: ReadonlyMap<string, { flag: VendorFlag; flagText: string }> = new Map([
  ['neverreboots', { flag: 'never', flagText: 'NeverReboots' }],
  ['alwaysrequiresreboot', { flag: 'always', flagText: 'AlwaysRequiresReboot' }],
  ['canrequestreboot', { flag: 'maybe', flagText: 'CanRequestReboot' }],
]);

const noFlag = { flag: null, flagText: null };

/** There are a dozen of them, and hundreds of thousands of packages that have one. */
const known = new Map<string, Behavior>();

export function behaviorOf(stated: Stated): Behavior {
  const behavior = statedBehavior(stated);
  const key = `${behavior.flagText} ${behavior.exclusive}`;
  const same = known.get(key);
  if (same) return same;
  known.set(key, behavior);
  return behavior;
}

/** What is not stated is unknown: the value that a missing RebootBehavior stands for is documented nowhere. */
function statedBehavior({ rebootBehavior, impact, codeAsks }: Stated): Behavior {
  const stated = flagWords.get(rebootBehavior?.trim().toLowerCase() ?? '') ?? noFlag;
  const exclusive = impact === undefined ? null : impact.trim().toLowerCase() === 'requiresexclusivehandling';
  // "Never" is only believed where the installer itself does not know of restarts.
  if (stated.flag === 'never' && codeAsks) {
    return { flag: 'maybe', flagText: `${stated.flagText}, but an exit code asks for a restart`, exclusive };
  }
  return { ...stated, exclusive };
}

/** Of several packages in one: the least that is true of it, whichever of them are installed. Null is one of which nothing is known. */
export function together(parts: readonly (Behavior | null)[]): Behavior {
  const said = parts.filter((part) => part !== null);
  const exclusive = said.some((part) => part.exclusive === true)
    ? true
    : parts.length > 0 && parts.every((part) => part?.exclusive === false)
      ? false
      : null;
  const flags = new Set(said.flatMap(({ flag }) => flag ?? []));
  const open = said.length < parts.length || said.some(({ flag }) => flag === null);
  const [only] = flags;
  if (only === undefined || (open && flags.size === 1 && only === 'never')) return { ...noFlag, exclusive };
  const texts = new Set(said.flatMap(({ flagText }) => flagText ?? []));
  const flag = open || flags.size > 1 ? 'maybe' : only;
  return { flag, flagText: [...texts].sort().join(', '), exclusive };
}

export const restartsOf = (behavior: Behavior | null): Pick<UpdateRow, 'restartFlag' | 'flagText' | 'exclusive'> => ({
  restartFlag: behavior?.flag ?? null,
  flagText: behavior?.flagText ?? null,
  exclusive: behavior?.exclusive ?? null,
});
