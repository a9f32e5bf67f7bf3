// Product names of bulletins, of the MSRC's product trees and of wesng, as they stand in the real files of shared samples.
import { describe, expect, test } from 'vitest';
import { offerNamed } from '../src/products/offers.ts';
import { architecturesOf, productFamilies, productNamed } from '../src/products/products.ts';

const real: [string, string, string | null][] = [
  ['Windows 7 for x64-based Systems Service Pack 1', 'Windows 7 SP1', 'x64'],
  ['Windows 7 for 32-bit Systems Service Pack 1', 'Windows 7 SP1', 'x86'],
  ['Windows 7 for 32-bit Systems', 'Windows 7', 'x86'],
  ['Windows 8 for x64-based Systems', 'Windows 8', 'x64'],
  ['Windows 8.1 for 32-bit systems', 'Windows 8.1', 'x86'],
  ['Windows RT', 'Windows RT', 'arm'],
  ['Windows RT 8.1', 'Windows RT 8.1', 'arm'],
  ['Windows 10 for x64-based Systems', 'Windows 10 Version 1507', 'x64'],
  ['Windows 10 for 32-bit Systems', 'Windows 10 Version 1507', 'x86'],
  ['Windows 10 Version 1607 for 32-bit Systems', 'Windows 10 Version 1607', 'x86'],
  ['Windows 10 Version 1607 for 32-bit Systems  ', 'Windows 10 Version 1607', 'x86'],
  ['Windows 10 Version 1809 for ARM64-based Systems', 'Windows 10 Version 1809', 'arm64'],
  ['Windows 10 Version 22H2 for x64-based Systems', 'Windows 10 Version 22H2', 'x64'],
  ['Windows 11 for x64-based Systems', 'Windows 11 Version 21H2', 'x64'],
  ['Windows 11 version 21H2 for ARM64-based Systems', 'Windows 11 Version 21H2', 'arm64'],
  ['Windows 11 Version 25H2 for ARM systems', 'Windows 11 Version 25H2', 'arm64'],
  ['Windows Vista', 'Windows Vista', 'x86'],
  ['Windows Vista Service Pack 2', 'Windows Vista SP2', 'x86'],
  ['Windows Vista x64 Edition Service Pack 2', 'Windows Vista SP2', 'x64'],
  ['Microsoft Windows XP Service Pack 3', 'Windows XP SP3', 'x86'],
  ['Microsoft Windows XP Professional x64 Edition Service Pack 2', 'Windows XP Professional x64 SP2', 'x64'],
  ['Microsoft Windows Server 2003 Service Pack 2', 'Windows Server 2003 SP2', 'x86'],
  ['Microsoft Windows Server 2003 x64 Edition Service Pack 2', 'Windows Server 2003 SP2', 'x64'],
  ['Microsoft Windows Server 2003 for Itanium-based Systems Service Pack 2', 'Windows Server 2003 SP2', 'ia64'],
  ['Windows Server 2003 R2 x64 Edition Service Pack 2', 'Windows Server 2003 R2 SP2', 'x64'],
  ['Windows Server 2008 for 32-bit Systems (Server Core installation)', 'Windows Server 2008', 'x86'],
  ['Windows Server 2008 for Itanium-Based Systems Service Pack 2', 'Windows Server 2008 SP2', 'ia64'],
  [
    'Windows Server 2008 R2 for x64-based Systems Service Pack 1 (Server Core installation)',
    'Windows Server 2008 R2 SP1',
    'x64',
  ],
  ['Windows Server 2012 (Server Core installation)', 'Windows Server 2012', 'x64'],
  ['Windows Server 2012 R2 (server core installation)', 'Windows Server 2012 R2', 'x64'],
  ['Windows Server 2016  (Server Core installation)', 'Windows Server 2016', 'x64'],
  ['Windows Server 2022', 'Windows Server 2022', 'x64'],
  ['Windows Server 2025 (Server Core installation)', 'Windows Server 2025', 'x64'],
  ['Windows Server, version 20H2 (Server Core Installation)', 'Windows Server, version 20H2', 'x64'],
  ['Windows Server 2022, 23H2 Edition (Server Core installation)', 'Windows Server, version 23H2', 'x64'],
  ['Internet Explorer 11 on Windows 7 for x64-based Systems Service Pack 1', 'Windows 7 SP1', 'x64'],
  ['Microsoft .NET Framework 3.5 AND 4.8 on Windows Server 2022', 'Windows Server 2022', 'x64'],
  [
    'Microsoft .NET Framework 2.0 Service Pack 2 on Windows Server 2008 for Itanium-Based Systems Service Pack 2',
    'Windows Server 2008 SP2',
    'ia64',
  ],
];

/** Products that are no Windows keep their own text, and the architecture that their words say. */
const own: [string, string | null][] = [
  ['Windows 10 Version 1809 for HoloLens', null],
  ['Windows 10 HLK Version 22H2', null],
  ['Windows ADK for Windows 10, version 1607', null],
  ['Windows Terminal for Windows 11', null],
  ['Outlook for Windows', null],
  ['Microsoft Windows 2000 Service Pack 4', null],
  ['Microsoft Office 2010 Service Pack 2 (64-bit editions)', 'x64'],
  ['Microsoft SQL Server 2005 for Itanium-Based Systems Service Pack 3 (QFE)', 'ia64'],
  ['Microsoft ODBC Driver 17 for SQL Server on Windows', null],
  ['Microsoft Silverlight 5 when installed on Microsoft Windows (32-bit)', 'x86'],
  ['CBL Mariner 2.0 x64', 'x64'],
  ['', null],
];

describe('product names of security bulletins', () => {
  test.each(real)('%s is %s on %s', (text, product, architecture) => {
    expect(offerNamed(text)).toEqual({ product, architecture });
  });

  test.each(real)('%s is in the vocabulary', (text) => {
    const { product, architecture } = offerNamed(text);
    expect(productFamilies).toContain(productNamed(product).family);
    expect(architecturesOf(product)).toContain(architecture);
  });

  test.each(own)('%s keeps its text', (text, architecture) => {
    expect(offerNamed(text)).toEqual({ product: text, architecture });
  });

  test.each([
    'Windows 7 for x64-based Systems Service Pack 1\\*',
    'Windows 7 for x64-based Systems Service Pack 1[1]',
    'Windows 7 for x64-based Systems\n Service Pack 1',
  ])('marks and line breaks of a page do not matter: %j', (text) => {
    expect(offerNamed(text)).toEqual({ product: 'Windows 7 SP1', architecture: 'x64' });
  });
});
