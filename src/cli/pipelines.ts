// The pipelines that "rebootgate init" writes: which file of ci/ goes where. The only list; choices and help derive from it.

export interface Pipeline {
  /** In the folder ci/ of the package. */
  template: string;
  /** From the working folder. */
  target: string;
  /** What is left to do by hand. */
  next: string;
}

export const pipelines: Readonly<Record<string, Pipeline>> = {
  github: {
    template: 'github.yml',
    target: '.github/workflows/rebootgate.yml',
    next: 'GitHub runs it as soon as it is on the default branch.',
  },
  azure: {
    template: 'azure-pipelines.yml',
    target: 'azure-pipelines.rebootgate.yml',
    next: 'Make a pipeline in Azure DevOps from this file.',
  },
  gitlab: {
    template: 'gitlab-ci.yml',
    target: '.gitlab-ci.rebootgate.yml',
    next: 'Include it in .gitlab-ci.yml; the first lines of the file say how.',
  },
  jenkins: {
    template: 'Jenkinsfile',
    target: 'Jenkinsfile.rebootgate',
    next: 'Make a pipeline job in Jenkins with this script path.',
  },
};
