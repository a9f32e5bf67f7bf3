// Declares catalog export and catalog import.
import type { Command } from 'commander';
import { catalogOption, type World } from './shared.ts';

export function declareCatalogBundle(root: Command, { io, result, version }: World): void {
  const catalog = root
    .command('catalog')
    .description('carry the catalog to machines without internet, as one checksummed file')
    .addHelpText('after', bundleHelp);
  catalog
    .command('export')
    .description('write the catalog into one file, with its checksums')
    .argument('<file>', 'the bundle to write')
    .addOption(catalogOption())
    .addHelpText('after', bundleHelp)
    .action(async (file: string, flags: import('../catalog-bundle.ts').BundleFlags) => {
      const { runCatalogExport } = await import('../catalog-bundle.ts');
      result.code = await runCatalogExport(file, flags, io, version);
    });
  catalog
    .command('import')
    .description('verify a bundle, and put its catalog in the place of the one that is there')
    .argument('<file>', 'a bundle that "catalog export" made')
    .option('--catalog <target>', 'the catalog to replace (default: the one that this program uses)')
    .option('--allow-older', 'replace a newer catalog by an older one')
    .addHelpText('after', bundleHelp)
    .action(async (file: string, flags: import('../catalog-bundle.ts').BundleFlags) => {
      const { runCatalogImport } = await import('../catalog-bundle.ts');
      result.code = await runCatalogImport(file, flags, io);
    });
}

const bundleHelp = `
Examples:
  rebootgate catalog export catalog-2026-11.bundle        on a machine with internet
  rebootgate catalog import catalog-2026-11.bundle        on one without
  rebootgate catalog import catalog-2026-11.bundle --catalog D:\\gate\\catalog.sqlite
`;
