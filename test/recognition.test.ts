// How many of the updates that Microsoft published the shipped catalog recognises, by real titles of security updates of 2009 to 2026.
import { describe, expect, test } from 'vitest';
import { readFixture, run } from './run.ts';

interface Title {
  title: string;
  kb: string;
  readAt: string;
}

const titles: Title[] = JSON.parse(readFixture('titles/security-updates.json'));

/** Of security advisories, of .NET Core, and of one month of .NET Framework: no source of ours names them. */
const unknown = ['2862152', '2894854', '2973351', '4457916', '5039844'];

describe('a group of 100 real titles', () => {
  test('names a hundred different updates, each with the place where its title was read', () => {
    expect(new Set(titles.map(({ kb }) => kb)).size).toBe(100);
    for (const { title, kb, readAt } of titles) {
      expect(title).toContain(kb);
      expect(readAt).not.toBe('');
    }
  });

  test('is recognised but for those that are named here', async () => {
    const stdin = JSON.stringify(titles.map(({ kb, title }) => ({ ArticleID: kb, LocalizedDisplayName: title })));
    const { out } = await run(['check', '-', '--format', 'json'], { stdin });
    const updates: { kb: string; reason: string }[] = JSON.parse(out).updates;
    expect(updates).toHaveLength(100);
    const strange = updates.filter(({ reason }) => reason.includes('not in the catalog'));
    expect(strange.map(({ kb }) => kb).sort()).toEqual(unknown);
    expect(strange.length).toBeLessThanOrEqual(5);
  });

  test('and what is recognised is not cleared by that alone', async () => {
    const stdin = JSON.stringify(titles.map(({ kb, title }) => ({ ArticleID: kb, LocalizedDisplayName: title })));
    const { out } = await run(['check', '-', '--format', 'json'], { stdin });
    const updates: { kb: string; status: string; reason: string }[] = JSON.parse(out).updates;
    const passing = updates.filter(({ status }) => status === 'no-finding' || status === 'clear');
    for (const { kb, reason } of passing)
      expect([kb, reason]).toEqual([kb, expect.stringMatching(/covers|never restarts/)]);
  });
});
