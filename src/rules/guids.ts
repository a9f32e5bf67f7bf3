// Names of categories that rules name by GUID, for where the export of the site does not name them. They are Microsoft's, the same on
// every site. Read from the translation tables of a public script that copies automatic deployment rules; the names are the English ones.
// Several other public scripts for WSUS have the same pairs.

/** Classifications and vendors, and the Windows products. */
const known: Readonly<Record<string, readonly (readonly [guid: string, name: string])[]>> = {
  updateclassification: [
    ['0fa1201d-4330-4fa8-8ae9-b877473b6441', 'Security Updates'],
    ['e6cf1350-c01b-414d-a61f-263d14d133b4', 'Critical Updates'],
    ['cd5ffd1e-e932-4e3a-bf74-18bf0b1bbd83', 'Updates'],
    ['28bc880e-0592-4cbf-8f95-c79b17911d5f', 'Update Rollups'],
    ['e0789628-ce08-4437-be74-2495b842f43b', 'Definition Updates'],
    ['3689bdc8-b205-4af4-8d4a-a63924c5e9d5', 'Upgrades'],
    ['68c5b0a3-d1a6-4553-ae49-01d3a7827828', 'Service Packs'],
    ['b54e7d24-7add-428f-8b75-90a396fa584f', 'Feature Packs'],
    ['b4832bd8-e735-4761-8daf-37f882276dab', 'Tools'],
    ['ebfc1fc5-71a4-4f7b-9aca-3b9a503104a0', 'Drivers'],
    ['77835c8d-62a7-41f5-82ad-f28d1af1e3b1', 'Driver Sets'],
    ['5c9376ab-8ce6-464a-b136-22113dd69801', 'Applications'],
    ['051f8713-e600-4bee-b7b7-690d43c78948', 'WSUS Infrastructure Updates'],
  ],
  company: [
    ['56309036-4c77-4dd9-951a-99ee9c246a94', 'Microsoft'],
    ['7c40e8c2-01ae-47f5-9af2-6e75a0582518', 'Local Publisher'],
    ['510a93c7-9415-599a-77ab-ad27ceebb380', 'Patch My PC'],
  ],
  product: [
    ['558f4bc3-4827-49e1-accf-ea79fd72d4c9', 'Windows XP'],
    ['874a7757-3a13-43b2-a7f2-cf2ff43dd6bf', 'Windows XP Embedded'],
    ['26997d30-08ce-4f25-b2de-699c36a8033a', 'Windows Vista'],
    ['bfe5b177-a086-47a0-b102-097e4fa1f807', 'Windows 7'],
    ['f4b9c883-f4db-4fb5-b204-3343c11fa021', 'Windows Embedded Standard 7'],
    ['2ee2ad83-828c-4405-9479-544d767993fc', 'Windows 8'],
    ['589db546-7849-47f5-bbc0-1f66cf12f5c2', 'Windows 8 Embedded'],
    ['6407468e-edc7-4ecd-8c32-521f64cee65e', 'Windows 8.1'],
    ['0a07aea1-9d09-4c1e-8dc7-7469228d8195', 'Windows RT'],
    ['2c62603e-7a60-4832-9a14-cfdfd2d71b9a', 'Windows RT 8.1'],
    ['a3c2375d-0c8a-42f9-bce0-28333e198407', 'Windows 10'],
    ['d2085b71-5f1f-43a9-880d-ed159016d5c6', 'Windows 10 LTSB'],
    ['b3c75dc1-155f-4be4-b015-3f1a91758e52', 'Windows 10, version 1903 and later'],
    ['e4b04398-adbd-4b69-93b9-477322331cd3', 'Windows 10 and later Dynamic Update'],
    ['abc45868-0c9c-4bc0-a36d-03d54113baf4', 'Windows 10 and later GDR-DU'],
    ['72e7624a-5b00-45d2-b92f-e561c0a6a160', 'Windows 11'],
    ['ab1852d6-15fd-4bf0-acd1-d276a5ea82fb', 'Windows 11 Dynamic Update'],
    ['dd1aa213-54e7-4173-8456-b278964a26b6', 'Windows Safe OS Dynamic Update'],
    ['dbf57a08-0d5a-46ff-b30c-7715eb9498e9', 'Windows Server 2003'],
    ['ba0ae9cc-5f01-40b4-ac3f-50192b5d6aaf', 'Windows Server 2008'],
    ['fdfe8200-9d98-44ba-a12a-772282bf60ef', 'Windows Server 2008 R2'],
    ['a105a108-7c9b-4518-bbbe-73f0fe30012b', 'Windows Server 2012'],
    ['d31bd4c3-d872-41c9-a2e7-231f372588cb', 'Windows Server 2012 R2'],
    ['569e8e8f-c6cd-42c8-92a3-efbb20a0f6f5', 'Windows Server 2016'],
    ['e26d4a30-aba6-4616-a890-011970d93636', 'Windows Server 2016'],
    ['6e56e6da-f22f-47c9-97b4-510153a06740', 'Windows Server 2019'],
    ['f702a48c-919b-45d6-9aef-ca4248d50397', 'Windows Server 2019'],
    ['21210d67-50bc-4254-a695-281765e10665', 'Windows Server, version 1903 and later'],
    ['71718f13-7324-4b0f-8f9e-2ca9dc978e53', 'Microsoft Server operating system-21H2'],
    ['2c7888b6-f9e9-4ee9-87af-a77705193893', 'Microsoft Server Operating System-22H2'],
    ['607efb8d-feed-48a0-930e-14d0cf2da71f', 'Microsoft Server Operating System-23H2'],
    ['a38c835c-2950-4e87-86cc-6911a52c34a3', 'System Center Endpoint Protection'],
    ['8c3fcc84-7410-4a95-8b89-a166a0190486', 'Microsoft Defender Antivirus'],
  ],
};

const names = new Map<string, string>(
  Object.entries(known).flatMap(([kind, pairs]) => pairs.map(([guid, name]) => [`${kind}:${guid}`, name] as const)),
);

/** @param id "product:<guid>", in lower case */
export const knownCategory = (id: string): string | null => names.get(id) ?? null;

/** The English names of all classifications; they are a closed list. */
export const classificationNames: ReadonlySet<string> = new Set(
  (known['updateclassification'] ?? []).map(([, name]) => name.toLowerCase()),
);
