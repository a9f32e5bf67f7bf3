// Which versions of Configuration Manager have SMSTSWaitForSecondReboot: 2012 SP2 and 2012 R2 SP1 with CU3, current branch 1602, and later.
// https://learn.microsoft.com/en-us/troubleshoot/mem/configmgr/os-deployment/task-sequence-fails-multiple-restarts

/**
 * @param version "1602", "2403", "5.00.9128.1000", "2012 R2 SP1 CU3", ...
 * @returns null where the version cannot be told from the text
 */
export function hasSecondRebootWait(version: string): boolean | null {
  const text = version.trim().toLowerCase();
  const build = /^5\.0?0\.(\d{4,5})(?:\.(\d{1,6}))?/.exec(text);
  if (build) return byBuild(Number(build[1]), build[2] === undefined ? null : Number(build[2]));
  const product = /(?:^|\s)(2007|2012)(?![\d.])(.{0,60})$/.exec(text);
  if (product) return product[1] === '2012' && by2012(product[2] ?? '');
  const branch = /(?:^|[\s(])(\d\d)(0[1-9]|1[0-2])(?![\d.])/.exec(text);
  if (!branch || Number(branch[1]) < 15) return null;
  return Number(`${branch[1]}${branch[2]}`) >= 1602;
}

/** 5.00.8355 is 1602; 5.00.8325 is 1511; 5.00.8239 is 2012 R2 SP1 and SP2, whose CU3 is 5.00.8239.1403. */
function byBuild(build: number, revision: number | null): boolean | null {
  if (build >= 8355) return true;
  if (build !== 8239) return false;
  return revision === null ? null : revision >= 1403;
}

function by2012(rest: string): boolean {
  const update = Number(/\bcu\s*(\d)/.exec(rest)?.[1] ?? 0);
  const isLast = /\br2\b/.test(rest) ? /\bsp\s*[12]\b/.test(rest) : /\bsp\s*2\b/.test(rest);
  return isLast && update >= 3;
}
