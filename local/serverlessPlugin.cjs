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
  #serverless;

  hooks = {
    'before:package:cleanup': () => this.#checkRegion(),
    'before:package:createDeploymentArtifacts': bundle,
    'before:package:function:package': bundle,
    'after:aws:package:finalize:mergeCustomProviderResources': () => this.#checkTemplate(),
  };

  constructor(serverless) {
    this.#serverless = serverless;
  }

  async #checkRegion() {
    const { regionOffence } = await import('../scripts/ivsRegions.ts');
    const offence = regionOffence(this.#serverless.getProvider('aws').getRegion());
    this.#refuse(offence === undefined ? [] : [offence]);
  }

  async #checkTemplate() {
    const { templateOffences } = await import('../scripts/templateRules.ts');
    const { service, serviceDir } = this.#serverless;
    const deployment = {
      stage: this.#serverless.getProvider('aws').getStage(),
      runbooks: await readFile(join(serviceDir, 'docs/runbooks.md'), 'utf8'),
    };
    this.#refuse(templateOffences(service.provider.compiledCloudFormationTemplate, deployment));
  }

  #refuse(offences) {
    if (offences.length > 0) throw new this.#serverless.classes.Error(offences.join('\n'));
  }
};
