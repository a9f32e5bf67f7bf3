// Deployments of a collection as JSON: SMS_UpdateGroupAssignment and SMS_UpdatesAssignment, updates as CI_IDs.
import { exportLines } from './export-lines.ts';
import { holdersLike, parseHolders } from './group-json.ts';
import type { Input } from './types.ts';

const ofDeployment =
  /"(?:AssignedCIs|AssignedUpdateGroup|AssignmentAction|AssignmentUniqueID)"\s*:|SMS_(?:UpdateGroup|Updates|CI)Assignment/i;

export const deploymentJson: Input = {
  id: 'configmgr-deployment-json',
  description:
    'deployments of software updates to a collection as JSON; an export of the updates, and their groups, beside them',
  exportLine: exportLines.deployment,
  accepts: (text) => holdersLike(text, ofDeployment),
  parse: (text) => parseHolders(text, 'AssignedCIs'),
};
