// Annotations for GitHub Actions, as workflow commands on standard output: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
import { type Annotation, annotationsOf } from './annotations.ts';
import type { FullReport } from './types.ts';

const commands: Record<Annotation['level'], string> = { error: 'error', warning: 'warning', note: 'notice' };

export function github(report: FullReport): string {
  return annotationsOf(report)
    .map((each) => `${command(each)}\n`)
    .join('');
}

function command({ level, title, lines, path, line }: Annotation): string {
  const file = path === null ? [] : [`file=${escapeProperty(path)}`];
  const place = path === null || line === null ? [] : [`line=${line}`];
  const properties = [...file, ...place, `title=${escapeProperty(title)}`];
  return `::${commands[level]} ${properties.join(',')}::${escapeData(lines.join('\n'))}`;
}

/** As the runner takes it back: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts */
const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapeProperty = (text: string): string => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
