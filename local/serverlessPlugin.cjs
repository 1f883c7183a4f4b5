const { readFile } = require('node:fs/promises');
const { join } = require('node:path');

const bundle = async () => {
  const { build } = await import('./build.ts');
  await build();
};

/**
 * A plugin of osls that refuses a deployment that cannot work or breaks a rule, and bundles the
 * functions before it packs them, so that the deployed code is that of the sources, whenever dist/
 * was made. CommonJS, because osls takes the class itself for the module, and a default export has
 * no place elsewhere in the project.
 */
module.exports = class Deployment {
  constructor(serverless) {
    const refuse = (offences) => {
      if (offences.length > 0) throw new serverless.classes.Error(offences.join('\n'));
    };
    const provider = serverless.getProvider('aws');
    this.hooks = {
      'before:package:cleanup': async () => {
        const { regionOffence } = await import('../scripts/ivsRegions.ts');
        refuse([regionOffence(provider.getRegion()) ?? []].flat());
      },
      'before:package:createDeploymentArtifacts': bundle,
      'before:package:function:package': bundle,
      'after:aws:package:finalize:mergeCustomProviderResources': async () => {
        const { templateOffences } = await import('../scripts/templateRules.ts');
        refuse(
          templateOffences(serverless.service.provider.compiledCloudFormationTemplate, {
            stage: provider.getStage(),
            runbooks: await readFile(join(serverless.serviceDir, 'docs/runbooks.md'), 'utf8'),
          }),
        );
      },
    };
  }
};
