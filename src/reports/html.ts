// One self-contained page for a change ticket: readable without script, without the network, on a telephone and on paper.
import { createHash } from 'node:crypto';
import { verdictOf } from './verdict.ts';
import { iconSprite } from './html/icons.ts';
import { h, Markup, shortened } from './html/markup.ts';
import { restartsSection } from './html/restarts.ts';
import { script } from './html/script.ts';
import { adviceSection, baselineSection, factsSection, rulesSection, waiversSection } from './html/sections.ts';
import { sequencesSection } from './html/sequence.ts';
import { sourcesSection } from './html/sources.ts';
import { style } from './html/style.ts';
import { updatesSection } from './html/updates.ts';
import { verdictSection } from './html/verdict-section.ts';
import { timeText } from './html/words.ts';
import type { FullReport } from './types.ts';

/** The sections in their order, and what leads to each. */
const sections: readonly [id: string, title: string, (report: FullReport) => Markup | null][] = [
  ['updates', 'Updates', updatesSection],
  ['advice', 'What to do next', adviceSection],
  ['restarts', 'Restarts', restartsSection],
  ['sequence', 'Task sequence', sequencesSection],
  ['rules', 'Rules', rulesSection],
  ['waivers', 'Waivers', waiversSection],
  ['baseline', 'Baseline', baselineSection],
  ['facts', 'Open facts', factsSection],
  ['sources', 'Sources', sourcesSection],
];

export function html(report: FullReport): string {
  const parts = sections.map(([id, title, render]) => ({ id, title, body: render(report) }));
  const shown = parts.filter(({ body }) => body !== null);
  return h`<!DOCTYPE html>
<html lang="en">
${head(report)}
<body>
<a class="skip" href="#main">Skip to the verdict</a>
${iconSprite()}
<header class="top">
<p class="brand">rebootgate <span class="muted">report of <time datetime="${report.generatedAt}">${timeText(report.generatedAt)}</time></span></p>
<nav aria-label="Sections">
<ul>
${shown.map(({ id, title }) => h`<li><a href="#${id}">${title}</a></li>\n`)}</ul>
</nav>
</header>
<main id="main" tabindex="-1">
${verdictSection(report)}${shown.map(({ body }) => body)}</main>
${footer(report)}
<script>${new Markup(script)}</script>
</body>
</html>
`.text;
}

function head(report: FullReport): Markup {
  const verdict = verdictOf(report);
  return h`<head>
<meta charset="utf-8" />
<meta http-equiv="Content-Security-Policy" content="${new Markup(contentPolicy)}" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="color-scheme" content="light dark" />
<meta name="referrer" content="no-referrer" />
<meta name="robots" content="noindex" />
<meta name="format-detection" content="telephone=no" />
<meta name="generator" content="rebootgate ${report.toolVersion}" />
<title>${verdict.word}: ${shortened(verdict.sentence, 200)}</title>
<link rel="icon" href="data:," />
<style>${new Markup(style)}</style>
</head>`;
}

/** Nothing is loaded, sent or run but what stands in the file: https://www.w3.org/TR/CSP3/ */
const contentPolicy = [
  "default-src 'none'",
  `style-src '${digest(style)}'`,
  `script-src '${digest(script)}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function footer({ toolVersion, catalog, policy }: FullReport): Markup {
  return h`<footer>
<p>rebootgate ${toolVersion}. A finding is a claim by a source; silence is no clearance.</p>
<dl>
<div><dt>Catalog of</dt><dd>${catalog.dataAsOf}${catalog.verified ? null : ', not verified whole'}</dd></div>
<div><dt>Digest</dt><dd><code>${catalog.digest}</code></dd></div>
<div><dt>Day of the check</dt><dd>${policy.today}</dd></div>
</dl>
</footer>`;
}
