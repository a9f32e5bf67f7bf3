// Logging commands for Azure Pipelines, on standard output: https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
import { type Annotation, annotationsOf } from './annotations.ts';
import { decisionOf } from './decisions.ts';
import { plain, short } from './safe.ts';
import type { FullReport } from './types.ts';
import { verdictOf } from './verdict.ts';

/** The summary is a file of its own: the pipeline writes it with --output markdown=<file> and hands it over with task.uploadsummary. */
export function azure(report: FullReport): string {
  const { word, sentence } = verdictOf(report);
  const annotations = annotationsOf(report);
  const lines = annotations.map(issue);
  const result = `##vso[task.complete result=${resultOf(report, annotations)}]${escapeData(plain(short(`${word}: ${sentence}`, 1000)))}`;
  return [...lines, result].map((line) => `${line}\n`).join('');
}

/** There is no issue below a warning; what needs no look is a line of the log. */
function issue({ level, title, lines, code, path, line }: Annotation): string {
  const text = lines.join(' | ');
  if (level === 'note') return `${title}: ${text}`;
  const properties = [
    `type=${level}`,
    ...(path === null ? [] : [`sourcepath=${escapeProperty(path)}`]),
    ...(path === null || line === null ? [] : [`linenumber=${line}`]),
    ...(code === null ? [] : [`code=${escapeProperty(code)}`]),
  ];
  return `##vso[task.logissue ${properties.join(';')}]${escapeData(`${title}: ${text}`)}`;
}

function resultOf(report: FullReport, annotations: readonly Annotation[]): string {
  if (report.outcome !== 'pass') return 'Failed';
  const warns = report.updates.some((update) => decisionOf(update, report) === 'warns');
  return warns || annotations.some(({ level }) => level === 'warning') ? 'SucceededWithIssues' : 'Succeeded';
}

/** As the agent takes it back, "%" first: https://github.com/microsoft/azure-pipelines-task-lib/blob/master/node/taskcommand.ts */
const escapeData = (text: string): string =>
  text.replaceAll('%', '%AZP25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapeProperty = (text: string): string => escapeData(text).replaceAll(']', '%5D').replaceAll(';', '%3B');
