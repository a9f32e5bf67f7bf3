// The ids of the sources, for help texts: their parsers load when they are needed.
export const sourceNames = ['kb2894518', 'update-catalog', 'msrc', 'learn-bulletins'] as const;
